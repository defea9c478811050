/// How a token is asked for: the `grant_type` parameter (RFC 6749 §4).
package struct GrantType: Sendable, Hashable, RawRepresentable {
    package var rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// RFC 6749 §4.1.
    package static let authorizationCode = GrantType(rawValue: "authorization_code")
    /// RFC 6749 §6.
    package static let refreshToken = GrantType(rawValue: "refresh_token")
    /// RFC 6749 §4.4.
    package static let clientCredentials = GrantType(rawValue: "client_credentials")
    /// RFC 8628 §3.4.
    package static let deviceCode = GrantType(rawValue: "urn:ietf:params:oauth:grant-type:device_code")
    /// RFC 7523 §2.1.
    package static let jwtBearer = GrantType(rawValue: "urn:ietf:params:oauth:grant-type:jwt-bearer")
    /// RFC 8693 §2.1.
    package static let tokenExchange = GrantType(rawValue: "urn:ietf:params:oauth:grant-type:token-exchange")
}
