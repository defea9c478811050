internal import AuthorizationServer
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import OAuth

/// Makes the answers: pages with their headers, and redirects.
struct PageResponder: Sendable {
    /// The issuer's path, without a slash at its end: what a proxy in front of this server takes away.
    let base: String
    private let cookies: PageCookies
    private let renderer: PageRenderer
    private let policy: ContentSecurityPolicy

    init(issuer: HTTPURL, cookies: PageCookies) {
        base = issuer.path.hasSuffix("/") ? String(issuer.path.dropLast()) : issuer.path
        self.cookies = cookies
        renderer = PageRenderer(host: issuer.authority)
        policy = ContentSecurityPolicy(styleHash: renderer.styleHash)
    }

    func forms(_ interaction: Interaction, _ visit: PageVisit) -> FormMaker {
        FormMaker(base: base, interaction: interaction, seal: visit.seal)
    }

    /// A page with forms.
    /// - Parameter redirectURI: where the forms may lead in the end.
    func page(
        _ page: some Page, status: HTTPResponse.Status = .ok, redirectURI: RedirectURI? = nil, _ visit: PageVisit
    ) -> Response {
        var response = html(page, status: status, redirectURI: redirectURI)
        if visit.isKeyNew { response.headers[.setCookie] = cookies.setting(key: visit.key) }
        return response
    }

    /// A page without forms.
    func decided(approved: Bool, clientName: String) -> Response {
        html(DecidedPage(approved: approved, clientName: clientName), status: .ok, redirectURI: nil)
    }

    /// A page without forms.
    func signedOut() -> Response {
        html(SignedOutPage(), status: .ok, redirectURI: nil)
    }

    /// A page without forms.
    func failure(_ failure: PageFailure, _ visit: PageVisit) -> Response {
        let page = ErrorPage(failure, base: base, place: visit.path, requestID: visit.requestID)
        var response = html(page, status: failure.status, redirectURI: nil)
        response.headers[.retryAfter] = failure.retryAfter.map(String.init)
        return response
    }

    /// Sends the browser on, with GET (RFC 9110 §15.4.4).
    /// - Parameters:
    ///   - status: in the answer to a GET it may be 302, which some clients wait for.
    ///   - cookie: a `Set-Cookie` header.
    func redirect(
        to location: String, status: HTTPResponse.Status = .seeOther, cookie: String? = nil
    ) -> Response {
        var response = Response(status: status, headers: [.location: location, .cacheControl: "no-store"])
        response.headers[.setCookie] = cookie
        response.headers[.referrerPolicy] = "same-origin"
        return response
    }

    func redirect(to interaction: Interaction, cookie: String? = nil) -> Response {
        redirect(to: base + interaction.location, cookie: cookie)
    }

    /// No Cross-Origin-Opener-Policy: clients that open these pages in a window of their own wait for a message from the
    /// page that comes after them, which that header would cut off. No-referrer is not used: with it browsers hide the
    /// origin of forms.
    private func html(_ page: some Page, status: HTTPResponse.Status, redirectURI: RedirectURI?) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy: policy.header(redirectURI: redirectURI), .xContentTypeOptions: "nosniff",
            .crossOriginResourcePolicy: "same-origin",
        ]
        headers[.xFrameOptions] = "DENY"
        headers[.referrerPolicy] = "same-origin"
        headers[.permissionsPolicy] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: renderer.render(page))))
    }
}

extension HTTPField.Name {
    fileprivate static var permissionsPolicy: HTTPField.Name { HTTPField.Name("Permissions-Policy")! }
    fileprivate static var referrerPolicy: HTTPField.Name { HTTPField.Name("Referrer-Policy")! }
    fileprivate static var xFrameOptions: HTTPField.Name { HTTPField.Name("X-Frame-Options")! }
}
