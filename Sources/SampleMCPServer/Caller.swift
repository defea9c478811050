import HTTPTypes

/// Who sent a request, as the gateway says. Without a gateway in front nothing is known.
struct Caller: Sendable, Hashable {
    var subject: String?
    var issuer: String?
    /// How the gateway came to believe it: `oauth_local`, `api_key` and so on.
    var authSource: String?
    var scopes: [String]

    init(_ headers: HTTPFields) {
        subject = headers[.clavigerSubject]
        issuer = headers[.clavigerIssuer]
        authSource = headers[.clavigerAuthSource]
        scopes = headers[.clavigerScopes]?.split(separator: " ").map(String.init) ?? []
    }

    /// The same for every request of one person or application.
    var identity: [String?] { [issuer, subject] }
}

extension HTTPField.Name {
    static let clavigerSubject = HTTPField.Name("X-Claviger-Subject")!
    static let clavigerIssuer = HTTPField.Name("X-Claviger-Issuer")!
    static let clavigerAuthSource = HTTPField.Name("X-Claviger-Auth-Source")!
    static let clavigerScopes = HTTPField.Name("X-Claviger-Scopes")!
    /// Asks proxies not to hold a stream back.
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
