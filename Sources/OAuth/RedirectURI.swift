/// A redirect URI that a client registered (RFC 6749 §3.1.2, RFC 8252 §7): it exists only once validated.
package struct RedirectURI: Sendable, Hashable {
    /// Where it leads.
    private enum Target: Sendable, Hashable {
        /// `https` anywhere, or `http` on loopback.
        case web(HTTPURL)
        /// An application that has the scheme for itself (RFC 8252 §7.1); the scheme is in lower case.
        case privateUse(scheme: String)
    }

    /// As it was registered.
    package let text: String
    private let target: Target

    /// Checks a URI that a client wants to register: `https` anywhere, `http` on `127.0.0.1`, `[::1]` and `localhost`, and
    /// private-use schemes for native applications.
    /// - Throws: `invalid_redirect_uri`, saying what is wrong.
    package init(_ text: String, applicationType: ApplicationType) throws(OAuthError) {
        try RedirectURI.checkSyntax(text)
        guard let written = URISyntax.scheme(of: text) else {
            throw RedirectURI.refusal("must be absolute: it begins with a scheme such as https:")
        }
        switch written.lowercased() {
        case "http", "https": target = .web(try RedirectURI.webTarget(text))
        case let scheme:
            try RedirectURI.checkPrivateUse(
                scheme: scheme, rest: text[written.endIndex...].dropFirst(), applicationType: applicationType)
            target = .privateUse(scheme: scheme)
        }
        try RedirectURI.checkQuery(of: text)
        self.text = text
    }

    /// Whether it leads to this computer: a loopback address or `localhost`, whatever the port.
    package var isLoopback: Bool {
        if case .web(let url) = target { url.isLoopback } else { false }
    }

    /// Whether its port is any port: RFC 8252 §7.3 has the native application choose one each time.
    package var isLoopbackHTTP: Bool {
        if case .web(let url) = target { url.scheme == .http } else { false }
    }

    /// Whether an application on the device gets it by its scheme (RFC 8252 §7.1).
    package var isPrivateUse: Bool {
        if case .privateUse = target { true } else { false }
    }

    /// What a person is shown: `app.example.com`, `127.0.0.1:4711`, or the scheme, such as `cursor:`.
    package var displayHost: String {
        switch target {
        case .web(let url): url.authority
        case .privateUse(let scheme): "\(scheme):"
        }
    }

    /// What a remembered consent is for: `https://app.example.com:8443`, `cursor:`, and for `http` on loopback the host
    /// without its port, which is another one each time.
    package var consentHost: String {
        switch target {
        case .web(let url) where url.scheme == .http:
            "http://" + (url.hostIsIPv6 ? "[\(url.host)]" : url.host)
        case .web(let url): url.origin
        case .privateUse(let scheme): "\(scheme):"
        }
    }

    /// Whether a request names this URI: byte for byte, except the port of `http` on loopback, which may also be absent on
    /// either side (RFC 9700 §2.1, RFC 8252 §7.3).
    package func matches(_ requested: String) -> Bool {
        if requested.utf8.elementsEqual(text.utf8) { return true }
        guard isLoopbackHTTP, HTTPURL(requested) != nil else { return false }
        return RedirectURI.withoutPort(requested).elementsEqual(RedirectURI.withoutPort(text))
    }

    /// The bytes of an `http` URL that `HTTPURL` takes, without the port and its colon.
    private static func withoutPort(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let schemeEnd = "http://".utf8.count
        let authorityEnd = bytes[schemeEnd...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        let authority = bytes[schemeEnd..<(authorityEnd ?? bytes.endIndex)]
        let literalEnd = authority.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
        let hostEnd = authority[literalEnd...].firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        return Array(bytes[..<hostEnd] + bytes[authority.endIndex...])
    }
}
