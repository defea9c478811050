/// What a body says of who the client is; shared by every endpoint that authenticates clients.
package struct ClientAuthenticationParameters: Sendable {
    package var clientID: String?
    package var clientSecret: Secret?
    /// A JWT (RFC 7523 §2.2).
    package var clientAssertion: Secret?

    package static let names: Set<String> = ["client_id", "client_secret", "client_assertion", "client_assertion_type"]

    /// The one `client_assertion_type` (RFC 7523 §2.2).
    package static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// Takes its own among the parameters that stand once.
    /// - Throws: `invalid_request` when an assertion or its type is without the other, `invalid_client` for a type of
    ///   assertion that is not supported.
    package init(_ single: [String: String]) throws(OAuthError) {
        clientID = single["client_id"]
        clientSecret = single["client_secret"].map { Secret($0) }
        clientAssertion = single["client_assertion"].map { Secret($0) }
        switch (clientAssertion != nil, single["client_assertion_type"]) {
        case (false, nil): break
        case (true, nil): throw OAuthError(.invalidRequest, "client_assertion_type is missing")
        case (false, _?): throw OAuthError(.invalidRequest, "client_assertion is missing")
        case (true, let type?):
            guard type == ClientAuthenticationParameters.assertionType else {
                throw OAuthError(
                    .invalidClient, "client_assertion_type must be \(ClientAuthenticationParameters.assertionType)")
            }
        }
    }

    /// The one method by which the client authenticates, from the body and the `Authorization` header.
    /// - Throws: `invalid_client` when nothing says who the client is, or the header is of another scheme than Basic or
    ///   malformed; `invalid_request` when two methods are used at once. An equal `client_id` beside Basic or an
    ///   assertion is no second method.
    package func presented(authorization: String?) throws(OAuthError) -> PresentedClient {
        if let authorization { return .secret(try credentials(inHeader: authorization)) }
        if let clientAssertion {
            guard clientSecret == nil else {
                throw OAuthError(
                    .invalidRequest, "Use one client authentication method: client_secret or client_assertion")
            }
            return .assertion(clientAssertion, clientID: clientID)
        }
        guard let clientID else {
            throw OAuthError(
                .invalidClient,
                clientSecret == nil ? "Client authentication is missing" : "client_id is missing beside client_secret")
        }
        guard let clientSecret else { return .publicClient(clientID: clientID) }
        return .secret(ClientCredentials(clientID: clientID, secret: clientSecret, method: .clientSecretPost))
    }

    private func credentials(inHeader authorization: String) throws(OAuthError) -> ClientCredentials {
        guard let basic = try ClientCredentials.basic(authorization) else {
            throw OAuthError(.invalidClient, "The Authorization header must be of the scheme Basic")
        }
        guard clientSecret == nil, clientAssertion == nil else {
            throw OAuthError(
                .invalidRequest, "Use one client authentication method: Basic, client_secret or client_assertion")
        }
        guard clientID.map({ $0.utf8.elementsEqual(basic.clientID.utf8) }) ?? true else {
            throw OAuthError(.invalidRequest, "client_id differs from the one in the Authorization header")
        }
        return basic
    }
}
