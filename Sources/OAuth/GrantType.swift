/// How a token is asked for: the `grant_type` parameter (RFC 6749 §4).
package struct GrantType: Sendable, Hashable, RawRepresentable {
    package var rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// RFC 6749 §4.4.
    package static let clientCredentials = GrantType(rawValue: "client_credentials")
}
