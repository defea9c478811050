/// A request at the token endpoint (RFC 6749 §3.2), parsed once from its form or JSON.
///
/// A parameter without a value counts as omitted (RFC 6749 §3.2).
package struct TokenRequest: Sendable {
    /// What is presented for the token, and what belongs to it.
    package enum Grant: Sendable {
        /// RFC 6749 §4.1.3, RFC 7636 §4.5.
        case authorizationCode(code: Secret, redirectURI: String?, codeVerifier: Secret?)
        /// RFC 6749 §6.
        case refreshToken(Secret)
        /// RFC 6749 §4.4.2.
        case clientCredentials
        /// RFC 8628 §3.4.
        case deviceCode(Secret)
        /// RFC 7523 §2.1.
        case jwtBearer(assertion: Secret)
        /// RFC 8693 §2.1.
        case tokenExchange(TokenExchange)
        /// A `grant_type` that is not known here.
        case unsupported
    }

    package var grantType: GrantType
    package var grant: Grant
    package var authentication: ClientAuthenticationParameters
    /// `scope`; absent when empty.
    package var scope: ScopeSet?
    /// `resource` (RFC 8707 §2), each time that it was sent.
    package var resources: [String]

    /// The parameters that are read; all others are ignored (RFC 6749 §3.2).
    package static let names: Set<String> = ClientAuthenticationParameters.names.union([
        "grant_type", "scope", "resource", "code", "redirect_uri", "code_verifier", "refresh_token", "device_code",
        "assertion", "subject_token", "subject_token_type", "actor_token", "actor_token_type", "requested_token_type",
        "audience",
    ])

    /// Takes the parameters of a body.
    /// - Throws: `invalid_request` for a parameter that the grant needs and is missing, that stands twice (except
    ///   `resource` and `audience`) or that has a control character; `invalid_scope` for a `scope` that breaks the
    ///   grammar; what `ClientAuthenticationParameters` throws.
    package init(parameters: [(name: String, value: String)]) throws(OAuthError) {
        let parameters = try RequestParameters(
            parameters, names: TokenRequest.names, repeatable: ["resource", "audience"])
        grantType = GrantType(rawValue: try parameters.required("grant_type"))
        authentication = try parameters.authentication()
        scope = try parameters.scope()
        resources = parameters.all("resource")
        grant = try Grant(grantType, parameters)
    }
}

extension TokenRequest.Grant {
    fileprivate init(_ type: GrantType, _ parameters: RequestParameters) throws(OAuthError) {
        self =
            switch type {
            case .authorizationCode:
                .authorizationCode(
                    code: try parameters.requiredSecret("code"), redirectURI: parameters["redirect_uri"],
                    codeVerifier: parameters.secret("code_verifier"))
            case .refreshToken: .refreshToken(try parameters.requiredSecret("refresh_token"))
            case .clientCredentials: .clientCredentials
            case .deviceCode: .deviceCode(try parameters.requiredSecret("device_code"))
            case .jwtBearer: .jwtBearer(assertion: try parameters.requiredSecret("assertion"))
            case .tokenExchange: .tokenExchange(try TokenRequest.TokenExchange(parameters))
            default: .unsupported
            }
    }
}
