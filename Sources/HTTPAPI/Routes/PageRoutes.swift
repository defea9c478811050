package import AuthorizationServer
internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
internal import Logging
package import OAuth

/// The pages of the authorization server. Nothing is kept about a visitor before they sign in: what a page is a step of
/// travels in its forms. Every form that does something answers with a redirect to a page that can be loaded again.
package struct PageRoutes: Sendable {
    let engine: any PageEngine
    /// Judges the sign-in pages that are no part of OAuth, where there are any.
    let hosted: (any HostedSignIn)?
    let random: any RandomSource
    let cookies: PageCookies
    let origin: FormOrigin
    let responder: PageResponder

    /// - Parameter random: makes the browsers' keys.
    package init(server: any PageEngine, hosted: (any HostedSignIn)? = nil, random: any RandomSource) {
        engine = server
        self.hosted = hosted
        self.random = random
        cookies = PageCookies(issuer: server.issuer)
        origin = FormOrigin(issuer: server.issuer)
        responder = PageResponder(issuer: server.issuer, cookies: cookies)
    }

    package func add(to router: Router<ControlPlaneContext>) {
        router.get(RouterPath(Interaction.authorizePath)) { await answer($0, $1, showAuthorization) }
        // Some clients look whether the page is there before they open a browser (RFC 9110 §9.3.2).
        router.head(RouterPath(Interaction.authorizePath)) {
            await answer($0, $1, showAuthorization).createHeadResponse()
        }
        router.post(RouterPath(Interaction.authorizePath)) { await answer($0, $1, receiveAuthorization) }
        router.get(RouterPath(Interaction.devicePath)) { await answer($0, $1, showDevice) }
        let forms: [(FormSeal.Purpose, Handler)] = [
            (.device, enterUserCode), (.signIn, signIn), (.signOut, signOut), (.organization, chooseOrganization),
            (.consent, decide), (.signUp, signUp), (.code, enterCode),
        ]
        for (purpose, handler) in forms {
            router.post(RouterPath(purpose.path)) { await answer($0, $1, handler) }
            if purpose != .device { router.get(RouterPath(purpose.path)) { await answer($0, $1, nothingToShow) } }
        }
        if let hosted { add(hosted, to: router) }
    }

    /// A form's address that was loaded by itself, as from the address bar after a failed attempt.
    @Sendable
    private func nothingToShow(
        _ request: Request, _ visit: PageVisit, _ logger: Logger
    ) async throws(PageFailure) -> Response {
        throw PageFailure(
            .badRequest, code: "invalid_request",
            "This address is only for forms. Go back to the application that sent you here and begin again.")
    }

    typealias Handler = @Sendable (Request, PageVisit, Logger) async throws(PageFailure) -> Response

    /// Every error ends here, as a page.
    func answer(
        _ request: Request, _ context: ControlPlaneContext, _ handler: Handler
    ) async -> Response {
        let key = cookies.key(of: request)
        let visit = PageVisit(
            key: key ?? PageCookies.newKey(random), isKeyNew: key == nil, session: cookies.session(of: request),
            address: context.address, path: request.uri.path, requestID: context.id)
        do throws(PageFailure) {
            return try await handler(request, visit, context.logger)
        } catch {
            if error.beginsAgain, let interaction = error.interaction {
                return responder.redirect(to: interaction)
            }
            if let detail = error.detail {
                context.logger.log(level: error.logLevel, "request failed", metadata: ["detail": .string(detail)])
            }
            return responder.failure(error, visit)
        }
    }
}
