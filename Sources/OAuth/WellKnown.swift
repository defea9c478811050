/// Where metadata documents stand.
package enum WellKnown {
    /// RFC 9728 §3.
    package static let protectedResource = "oauth-protected-resource"
    /// RFC 8414 §3.
    package static let authorizationServer = "oauth-authorization-server"

    /// The path of a document about the resource or issuer that has the given path: the well-known segment goes between
    /// host and path (RFC 8414 §3.1, RFC 9728 §3.1), and a path that is only `/` counts as none.
    package static func path(_ document: String, for path: String) -> String {
        "/.well-known/\(document)" + (path == "/" ? "" : path)
    }

    /// The URL of a document about the resource or issuer at `url`.
    package static func url(_ document: String, for url: HTTPURL) -> String {
        url.origin + path(document, for: url.path) + (url.query.map { "?\($0)" } ?? "")
    }
}
