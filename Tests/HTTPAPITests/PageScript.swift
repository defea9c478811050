import AuthorizationServer
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import OAuth
import Storage
import Synchronization

/// An authorization server that answers as it is told and remembers what it was asked.
final class PageScript: PageEngine {
    struct Call: Equatable {
        var name: String
        var arguments: [String?]
        var session: String?
    }

    private struct State {
        var outcome: InteractionOutcome
        var decision: InteractionOutcome
        var failure: SignInFailure?
        var calls: [Call] = []
    }

    let issuer: HTTPURL
    private let state: Mutex<State>

    init(
        issuer: String = "https://auth.example.com", _ outcome: InteractionOutcome,
        decision: InteractionOutcome = .redirect("https://app.example.com/callback?code=c"),
        failure: SignInFailure? = nil
    ) {
        self.issuer = HTTPURL(issuer)!
        state = Mutex(State(outcome: outcome, decision: decision, failure: failure))
    }

    var calls: [Call] { state.withLock { $0.calls } }

    private func record(_ name: String, _ arguments: [String?], _ browser: Browser) -> State {
        state.withLock {
            $0.calls.append(Call(name: name, arguments: arguments, session: browser.session?.revealed()))
            return $0
        }
    }

    func authorize(query: String, browser: Browser) async -> InteractionOutcome {
        record("authorize", [query], browser).outcome
    }

    func decide(query: String, approved: Bool, shown: String, browser: Browser) async -> InteractionOutcome {
        record("decide", [query, "\(approved)"], browser).decision
    }

    func device(userCode: String?, organizationID: String?, browser: Browser) async -> InteractionOutcome {
        record("device", [userCode, organizationID], browser).outcome
    }

    func decideDevice(
        userCode: String, organizationID: String?, approved: Bool, shown: String, browser: Browser
    ) async -> InteractionOutcome {
        record("decideDevice", [userCode, organizationID, "\(approved)"], browser).decision
    }

    func signIn(
        _ attempt: SignInAttempt, for interaction: Interaction, browser: Browser
    ) async throws(SignInFailure) -> NewSession {
        let arguments: [String] =
            switch attempt {
            case .password(let email, let password): [email, password.revealed()]
            case .pick(let userID): [userID]
            }
        if let failure = record("signIn", arguments + [interaction.location], browser).failure { throw failure }
        return NewSession(secret: Secret("session-1"), lifetime: 3600)
    }

    func signOut(browser: Browser) async { _ = record("signOut", [], browser) }
}

extension PageScript {
    /// Sends one request to the routes.
    func send(
        _ path: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> TestResponse {
        let router = Router(context: ControlPlaneContext.self)
        PageRoutes(server: self, random: SystemRandomSource()).add(to: router)
        return try await Application(router: router).test(.router) {
            try await $0.execute(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        }
    }

    /// Loads a page and posts the first form of it that goes to this path, as a browser with these cookies would.
    /// - Parameters:
    ///   - fields: take the place of the form's own, or are added; `nil` removes.
    ///   - headers: take the place of what a browser sends.
    func submit(
        _ action: String, at page: String = "/oauth2/authorize?client_id=c", session: String? = nil,
        fields: [String: String?] = [:], headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var cookies = session.map { ["__Host-claviger_session=\($0)"] } ?? []
        let shown = try await send(page, headers: cookies.isEmpty ? [:] : [.cookie: cookies.joined(separator: "; ")])
        if let set = shown.headers[.setCookie] { cookies.append(String(set.prefix { $0 != ";" })) }
        var form = PageHTML(shown).forms.first { $0.action == action }?.fields ?? [:]
        for (name, value) in fields { form[name] = value }
        var sent: HTTPFields = [
            .contentType: "application/x-www-form-urlencoded", .cookie: cookies.joined(separator: "; "),
            .origin: "https://auth.example.com",
        ]
        for header in headers { sent[header.name] = header.value.isEmpty ? nil : header.value }
        return try await send(
            action, method: .post, headers: sent, body: FormURLEncoded.serialize(form.map { ($0.key, $0.value) }))
    }
}
