/// A token that a client asks about or wants revoked (RFC 7662 §2.1, RFC 7009 §2.1).
package struct TokenReference: Sendable {
    package var token: Secret
    /// `token_type_hint`: where to look first; it may be wrong or of a kind that nobody knows.
    package var hint: String?
    package var authentication: ClientAuthenticationParameters

    /// The parameters that are read; all others are ignored.
    package static let names: Set<String> = ClientAuthenticationParameters.names.union(["token", "token_type_hint"])

    /// - Throws: `invalid_request` without a token, for a parameter that stands twice or has a control character; what
    ///   `ClientAuthenticationParameters` throws.
    package init(parameters: [(name: String, value: String)]) throws(OAuthError) {
        let parameters = try RequestParameters(parameters, names: TokenReference.names)
        authentication = try parameters.authentication()
        token = try parameters.requiredSecret("token")
        hint = parameters["token_type_hint"]
    }
}
