import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

/// Calls and pages of signing in.
extension Harness {
    static let clientID = "client_01TEST"
    static let password = "correct horse battery"

    /// A person whose address is verified, with a password.
    func person(_ email: String = "ada@example.com", verified: Bool = true) async throws -> String {
        try await create(
            "/user_management/users",
            ["email": .string(email), "password": .string(Harness.password), "email_verified": .bool(verified)])
    }

    func organization(_ name: String = "Acme", members: [String] = [], roles: [String] = []) async throws -> String {
        let id = try await create("/organizations", ["name": .string(name)])
        for member in members {
            var body: JSONObject = ["user_id": .string(member), "organization_id": .string(id)]
            if !roles.isEmpty { body["role_slugs"] = .strings(roles) }
            _ = try await create("/user_management/organization_memberships", body)
        }
        return id
    }

    /// Asks for a session.
    func authenticate(_ body: JSONObject, secret: Secret? = Harness.key) async throws -> JSONValue {
        try #require(try await call(.post, "/user_management/authenticate", complete(body, secret), key: nil).json)
    }

    /// What refuses a session.
    func refusal(_ body: JSONObject, secret: Secret? = Harness.key) async throws -> APIError {
        try await error(.post, "/user_management/authenticate", complete(body, secret), key: nil)
    }

    private func complete(_ body: JSONObject, _ secret: Secret?) -> JSONObject {
        var body = body
        if body["client_id"] == nil { body["client_id"] = .string(Harness.clientID) }
        if body["client_secret"] == nil { body["client_secret"] = secret.map { .string($0.revealed()) } }
        return body
    }

    static func withPassword(_ email: String = "ada@example.com", _ password: String = Harness.password) -> JSONObject {
        ["grant_type": "password", "email": .string(email), "password": .string(password)]
    }

    static func refreshing(_ answer: JSONValue, organization: String? = nil) -> JSONObject {
        var body: JSONObject = ["grant_type": "refresh_token", "refresh_token": answer["refresh_token"] ?? .null]
        body["organization_id"] = organization.map(JSONValue.string)
        return body
    }

    /// The claims of an answer's access token, which a published key signed.
    func claims(_ answer: JSONValue) async throws -> JSONObject {
        let keys = try #require(JSONWebKeySet(json: try await context.server.jsonWebKeySet()))
        let text = try #require(answer["access_token"]?.string)
        let token = try #require(UnverifiedToken(compact: Array(text.utf8)))
        #expect(!keys.candidates(keyID: token.keyID).isEmpty)
        return token.claims
    }

    // MARK: - The browser

    static let callback = "http://localhost:3000/callback"

    /// The query of a request to the sign-in page.
    static func query(_ changes: [String: String?] = [:]) -> String {
        var values: [String: String?] = [
            "client_id": clientID, "redirect_uri": callback, "response_type": "code", "provider": "authkit",
            "state": "st&te",
        ]
        for (name, value) in changes { values[name] = value }
        return FormURLEncoded.serialize(values.compactMap { name, value in value.map { (name, $0) } })
    }

    func browser(_ session: Secret? = nil) -> Browser { Browser(session: session, address: "192.0.2.9") }

    var pages: HostedPages { HostedPages(context: context) }

    /// What the sign-in page answers.
    func page(
        _ query: String, flow: HostedFlow = .userManagement, session: Secret? = nil
    ) async -> InteractionOutcome {
        await pages.respond(flow, query: query, browser: browser(session))
    }

    /// Signs in at the page, and gives the browser's session.
    func signIn(_ attempt: SignInAttempt, _ query: String) async throws -> Secret {
        let outcome = try await pages.submit(
            .signIn(attempt), to: .userManagement, query: query, browser: browser())
        guard case .signedIn(let session) = outcome else { throw NotSignedIn() }
        return session.secret
    }

    struct NotSignedIn: Error {}

    /// A code for a picked person.
    func code(of userID: String, _ changes: [String: String?] = [:]) async throws -> String {
        let query = Harness.query(changes)
        let session = try await signIn(.pick(userID: userID), query)
        return try #require(await page(query, session: session).answer["code"])
    }
}

extension InteractionOutcome {
    var location: String? { if case .redirect(let location) = self { location } else { nil } }
    var failure: OAuthError? { if case .failure(let error) = self { error } else { nil } }
    var prompt: SignInPrompt? { if case .signIn(let prompt) = self { prompt } else { nil } }
    var codePrompt: OneTimeCodePrompt? { if case .enterCode(let prompt) = self { prompt } else { nil } }
    var organizations: [String]? {
        if case .chooseOrganization(let prompt) = self { prompt.organizations.map(\.id) } else { nil }
    }

    /// The parameters of the redirect; none when it is no redirect.
    var answer: [String: String] {
        guard let query = location?.split(separator: "?", maxSplits: 1).last,
            let pairs = FormURLEncoded.parse(query.utf8)
        else { return [:] }
        return Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first + " (twice)" }
    }
}
