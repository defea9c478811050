internal import AuthorizationServer
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import OAuth

/// What is asked for with GET, and what is answered with a page.
extension PageRoutes {
    /// RFC 6749 §3.1. A form holds the request three times as long at worst, and must stay below its own limit.
    private static let longestQuery = 16 * 1024

    @Sendable
    func showAuthorization(
        _ request: Request, _ visit: PageVisit, _ logger: Logger
    ) async throws(PageFailure) -> Response {
        try await show(authorization(query: request.uri.query ?? ""), visit)
    }

    /// OpenID Connect Core 1.0 §3.1.2.1: the parameters may come as a form, from any site. The redirect makes the browser
    /// send its session, which it does not send with another site's form.
    @Sendable
    func receiveAuthorization(
        _ request: Request, _ visit: PageVisit, _ logger: Logger
    ) async throws(PageFailure) -> Response {
        let body = try await PostedForm.body(of: request)
        return responder.redirect(to: try authorization(query: String(buffer: body)))
    }

    @Sendable
    func showDevice(_ request: Request, _ visit: PageVisit, _ logger: Logger) async throws(PageFailure) -> Response {
        let query = request.uri.query.map { "?" + PageRoutes.visibleASCII($0) } ?? ""
        return try await show(Interaction(location: Interaction.devicePath + query) ?? .device(userCode: nil), visit)
    }

    private func authorization(query: String) throws(PageFailure) -> Interaction {
        .authorize(query: try PageRoutes.checked(query: query))
    }

    /// A query that can go into forms and headers.
    static func checked(query: String) throws(PageFailure) -> String {
        let query = PageRoutes.visibleASCII(query)
        guard query.utf8.count <= PageRoutes.longestQuery else {
            throw PageFailure(
                .badRequest, code: OAuthError.Code.invalidRequest.rawValue,
                "The authorization request is longer than 16 KiB. A shorter state would do.")
        }
        return query
    }

    /// Shows where an interaction stands.
    /// - Parameter failure: why a sign-in did not succeed, with the address that was typed.
    func show(
        _ interaction: Interaction, failure: (SignInPage.Failure, typed: String?)? = nil, _ visit: PageVisit
    ) async throws(PageFailure) -> Response {
        let outcome: InteractionOutcome
        if var prompt = try await missingFactor(for: interaction, visit) {
            // Whoever has yet to show something is nobody to the client, whose request is judged all the same.
            let nobodys = await self.outcome(interaction, Browser(session: nil, address: visit.address))
            if case .signIn(let signIn) = nobodys {
                prompt.redirectURI = signIn.redirectURI
                outcome = .enterCode(prompt)
            } else {
                outcome = nobodys
            }
        } else {
            outcome = await self.outcome(interaction, visit.browser)
        }
        if case .signIn = outcome, case .authorize(let query) = interaction,
            let external = try await externalSignIn(query: query, visit)
        {
            return external
        }
        let forms = responder.forms(interaction, visit)
        switch outcome {
        case .signIn(let prompt):
            let page = SignInPage(prompt: prompt, failure: failure?.0, typed: failure?.typed, forms: forms)
            var response = responder.page(
                page, status: failure?.0.status ?? .ok, redirectURI: prompt.redirectURI, visit)
            response.headers[.retryAfter] = failure?.0.retryAfter.map(String.init)
            return response
        case .enterCode(let prompt):
            let page = OneTimeCodePage(prompt: prompt, failure: failure?.0, forms: forms)
            var response = responder.page(
                page, status: failure?.0.status ?? .ok, redirectURI: prompt.redirectURI, visit)
            response.headers[.retryAfter] = failure?.0.retryAfter.map(String.init)
            return response
        case _ where failure != nil:
            // Somebody signed in meanwhile, or the request is no good any more: what there is to see is there to load.
            return responder.redirect(to: interaction)
        case .chooseOrganization(let prompt):
            return responder.page(
                OrganizationPage(prompt: prompt, forms: forms), redirectURI: prompt.redirectURI, visit)
        case .consent(let prompt):
            return responder.page(ConsentPage(prompt: prompt, forms: forms), redirectURI: prompt.redirectURI, visit)
        case .enterUserCode(let prompt): return responder.page(UserCodePage(prompt: prompt, forms: forms), visit)
        case .decided(let approved, let clientName):
            return responder.decided(approved: approved, clientName: clientName)
        case .redirect(let location):
            if case .hosted = interaction { return responder.redirect(to: location, status: .found) }
            return responder.redirect(to: location)
        case .signedOut: return responder.signedOut()
        case .failure(let error): throw PageFailure(error)
        }
    }

    private func outcome(_ interaction: Interaction, _ browser: Browser) async -> InteractionOutcome {
        switch interaction {
        case .authorize(let query): await engine.authorize(query: query, browser: browser)
        case .device(let userCode, let organizationID):
            await engine.device(
                userCode: userCode.flatMap { $0.isEmpty ? nil : $0 }, organizationID: organizationID,
                browser: browser)
        case .hosted(let flow, let query):
            await hosted?.respond(flow, query: query, browser: browser) ?? .failure(PageRoutes.noHosting)
        }
    }

    private static let noHosting = OAuthError(.invalidRequest, "This server has no such sign-in page")

    /// The text with everything percent-encoded that has no place in a request line, so that it can go into a header.
    private static func visibleASCII(_ query: String) -> String {
        var bytes: [UInt8] = []
        for byte in query.utf8 {
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "#") {
                bytes.append(byte)
            } else {
                bytes += Array("%".utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 0xF)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)
}
