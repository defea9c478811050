import AuthorizationServer
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import OAuth
import Storage
import Synchronization

/// Sign-in pages that answer as they are told and remember what they were asked.
final class HostedScript: HostedSignIn {
    private struct State {
        var calls: [[String?]] = []
        var browserKeys: [SecretHash] = []
    }

    private let outcome: InteractionOutcome
    private let result: Result<HostedOutcome, SignInFailure>
    private let external: String?
    private let factorIsMissing: Bool
    private let toNobody: InteractionOutcome
    private let state = Mutex(State())

    init(
        _ outcome: InteractionOutcome, result: Result<HostedOutcome, SignInFailure> = .success(.advanced),
        external: String? = nil, factorIsMissing: Bool = false,
        toNobody: InteractionOutcome = .signIn(PagePrompts.signIn())
    ) {
        self.toNobody = toNobody
        self.factorIsMissing = factorIsMissing
        self.outcome = outcome
        self.result = result
        self.external = external
    }

    var calls: [[String?]] { state.withLock { $0.calls } }
    var browserKeys: [SecretHash] { state.withLock { $0.browserKeys } }

    private func record(_ call: String?...) { state.withLock { $0.calls.append(call) } }

    func respond(_ flow: HostedFlow, query: String, browser: Browser) async -> InteractionOutcome {
        record("respond", flow.rawValue, query, browser.session?.revealed())
        return outcome
    }

    func submit(
        _ step: HostedStep, to flow: HostedFlow, query: String, browser: Browser
    ) async throws(SignInFailure) -> HostedOutcome {
        switch step {
        case .signIn(.pick(let id)): record("pick", id)
        case .signIn(.password(let email, let password)): record("password", email, password.revealed())
        case .signUp(let person):
            record("signUp", person.email, person.password.revealed(), person.firstName, person.lastName)
        case .code(let code): record("code", code)
        }
        return try result.get()
    }

    func signIn(
        _ attempt: SignInAttempt, for interaction: Interaction, browser: Browser
    ) async throws(SignInFailure) -> NewSession {
        record("signIn", interaction.location)
        return NewSession(secret: Secret("session-1"), lifetime: 3600)
    }

    func missingFactor(
        for interaction: Interaction, browser: Browser
    ) async throws(OAuthError) -> OneTimeCodePrompt? {
        factorIsMissing ? OneTimeCodePrompt(kind: .authenticator, email: "a@example.com", redirectURI: nil) : nil
    }

    func enterFactor(_ code: String, browser: Browser) async throws(SignInFailure) {
        record("factor", code)
        _ = try result.get()
    }

    func logOut(query: String, browser: Browser) async -> (outcome: InteractionOutcome, endsBrowserSession: Bool) {
        record("logOut", query)
        return (outcome, true)
    }

    func logOutOfSingleSignOn(query: String) async -> InteractionOutcome {
        record("logOutOfSingleSignOn", query)
        return outcome
    }

    func externalSignIn(
        query: String, browserKey: SecretHash, from address: String
    ) async throws(OAuthError) -> String? {
        state.withLock { $0.browserKeys.append(browserKey) }
        return external
    }

    func continueExternalSignIn(
        query: String, browserKey: SecretHash, browser: Browser
    ) async throws(OAuthError) -> (interaction: Interaction, session: NewSession) {
        state.withLock { $0.browserKeys.append(browserKey) }
        return (.authorize(query: "client_id=c"), NewSession(secret: Secret("session-2"), lifetime: 60))
    }
}

extension HostedScript {
    /// Sends one request to the routes.
    func send(
        _ path: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> TestResponse {
        let router = Router(context: ControlPlaneContext.self)
        let engine = PageScript(toNobody)
        PageRoutes(server: engine, hosted: self, random: SystemRandomSource()).add(to: router)
        return try await Application(router: router).test(.router) {
            try await $0.execute(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        }
    }

    /// Loads a page and posts the first form of it that goes to this path, as a browser would.
    func submit(
        _ action: String, at page: String, session: String? = nil, fields: [String: String?] = [:]
    ) async throws -> TestResponse {
        let own = session.map { "__Host-claviger_session=\($0); " } ?? ""
        let shown = try await send(page, headers: own.isEmpty ? [:] : [.cookie: own])
        let cookie = own + (shown.headers[.setCookie].map { String($0.prefix { $0 != ";" }) } ?? "")
        var form = PageHTML(shown).forms.first { $0.action == action }?.fields ?? [:]
        for (name, value) in fields { form[name] = value }
        return try await send(
            action, method: .post,
            headers: [
                .contentType: "application/x-www-form-urlencoded", .cookie: cookie,
                .origin: "https://auth.example.com",
            ], body: FormURLEncoded.serialize(form.map { ($0.key, $0.value) }))
    }
}
