internal import Hummingbird
internal import HummingbirdCore
internal import OAuth

/// The two cookies of the pages: the session, and the key of the browser that seals its forms.
///
/// Neither leaves this host or is readable for scripts. On `https` the prefix `__Host-` keeps other hosts of the domain
/// from setting them (RFC 6265bis §4.1.3.2); on `http`, which is for development, the port is part of the names, since
/// cookies do not know ports and several servers may run on one machine.
struct PageCookies: Sendable {
    private static let keyLength = 32

    private let sessionName: String
    private let keyName: String
    private let isSecure: Bool

    init(issuer: HTTPURL) {
        isSecure = issuer.scheme == .https
        let prefix = isSecure ? "__Host-" : ""
        let suffix = isSecure ? "" : "_\(issuer.port)"
        sessionName = "\(prefix)claviger_session\(suffix)"
        keyName = "\(prefix)claviger_browser\(suffix)"
    }

    func session(of request: Request) -> Secret? {
        guard let value = request.cookies[sessionName]?.value, (1...512).contains(value.utf8.count) else { return nil }
        return Secret(value)
    }

    /// The browser's key; `nil` when there is none of the right form.
    func key(of request: Request) -> Secret? {
        guard let bytes = request.cookies[keyName].flatMap({ Base64.decode($0.value, .url) }),
            bytes.count == PageCookies.keyLength
        else { return nil }
        return Secret(bytes)
    }

    static func newKey(_ random: any RandomSource) -> Secret { Secret(random.bytes(keyLength)) }

    /// The header that gives the browser its key; it lives as long as the browser's session.
    func setting(key: Secret) -> String {
        cookie(keyName, key.withBytes { Base64.encode($0, .url) }, maxAge: nil)
    }

    /// - Parameter lifetime: seconds.
    func setting(session: Secret, lifetime: Int64) -> String {
        // The browser is who the session is for.
        cookie(sessionName, session.revealed(), maxAge: lifetime)
    }

    var clearingSession: String { cookie(sessionName, "", maxAge: 0) }

    private func cookie(_ name: String, _ value: String, maxAge: Int64?) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
            + (maxAge.map { "; Max-Age=\($0)" } ?? "")
    }
}
