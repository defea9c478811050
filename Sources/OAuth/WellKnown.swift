/// Where metadata documents stand.
package enum WellKnown {
    /// RFC 9728 §3.
    package static let protectedResource = "oauth-protected-resource"
    /// RFC 8414 §3.
    package static let authorizationServer = "oauth-authorization-server"

    /// OpenID Connect Discovery 1.0 §4.
    package static let openIDConfiguration = "openid-configuration"

    /// The path of a document about the resource or issuer that has the given path: the well-known segment goes between
    /// host and path. A slash that ends an issuer goes away (RFC 8414 §3.1); of a resource only one that is the whole path
    /// does (RFC 9728 §3.1).
    package static func path(_ document: String, for path: String) -> String {
        let losesSlash = path == "/" || (path.hasSuffix("/") && document != protectedResource)
        return "/.well-known/\(document)" + (losesSlash ? String(path.dropLast()) : path)
    }

    /// The URL of a document about the resource or issuer at `url`.
    package static func url(_ document: String, for url: HTTPURL) -> String {
        url.origin + path(document, for: url.path) + (url.query.map { "?\($0)" } ?? "")
    }
}
