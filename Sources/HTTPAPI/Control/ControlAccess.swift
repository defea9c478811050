internal import HTTPTypes
internal import HummingbirdCore
package import OAuth
internal import WorkOSEmulator

/// Who may use the control API: whoever can reach this machine's own addresses and is no other site's page, and has the
/// token where there is one.
package struct ControlAccess: Sendable {
    private let publicURL: HTTPURL
    private let token: Secret?

    /// - Parameters:
    ///   - publicURL: where clients reach the server, by a name that is taken besides those of loopback.
    ///   - token: `nil`: none is needed.
    package init(publicURL: HTTPURL, token: Secret?) {
        self.publicURL = publicURL
        self.token = token
    }

    func check(_ request: Request) throws(ControlError) {
        try checkHost(request.head.authority)
        try checkOrigin(request)
        try checkToken(request.headers[values: .authorization])
    }

    /// Whether a request came by a name of loopback or by the public one.
    static func isOwnName(_ authority: String?, publicURL: HTTPURL) -> Bool {
        guard let authority, let url = HTTPURL("http://\(authority)"), url.target == "/" else { return false }
        return url.isLoopback || url.host.utf8.elementsEqual(publicURL.host.utf8)
    }

    /// A page of a site whose name was made to lead here (DNS rebinding) sends that name.
    private func checkHost(_ authority: String?) throws(ControlError) {
        guard ControlAccess.isOwnName(authority, publicURL: publicURL) else {
            throw ControlError(
                .forbidden, "the control API is reached as localhost, 127.0.0.1, [::1] or \(publicURL.host) alone")
        }
    }

    /// What a browser says of the page that sends a request (RFC 6454 §7).
    private func checkOrigin(_ request: Request) throws(ControlError) {
        let sites = request.headers[values: HTTPField.Name("Sec-Fetch-Site")!]
        let origins = request.headers[values: .origin]
        guard sites.allSatisfy({ $0 != "cross-site" }), origins.count <= 1, origins.allSatisfy(isOwn) else {
            throw ControlError(.forbidden, "pages of other sites cannot use the control API")
        }
    }

    private func isOwn(_ origin: String) -> Bool {
        guard let url = HTTPURL(origin), url.path.isEmpty, url.query == nil else { return false }
        return url.isLoopback
            || url.scheme == publicURL.scheme && url.host.utf8.elementsEqual(publicURL.host.utf8)
                && url.port == publicURL.port
    }

    private func checkToken(_ headers: [String]) throws(ControlError) {
        guard let token else { return }
        let refusal = ControlError(.unauthorized, "the control API needs Authorization: Bearer and its token")
        guard headers.count == 1 else { throw refusal }
        let shown: Secret?
        do { shown = try PresentedBearer.token(authorization: headers[0]) } catch { throw refusal }
        guard let shown, shown == token else { throw refusal }
    }
}
