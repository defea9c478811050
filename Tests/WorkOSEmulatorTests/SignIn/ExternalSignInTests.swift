import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Standalone sign-in")
struct ExternalSignInTests {
    private static let query = "client_id=client_app&redirect_uri=https%3A%2F%2Fapp.example.com%2F"
    private static let browserKey = SecretHash(Secret("the key of the browser"))

    private func emulator() async throws -> Harness {
        try await Harness { $0.loginURI = HTTPURL("https://app.example.com/login?a=b") }
    }

    private func begin(_ emulator: Harness) async throws -> String {
        let location = try #require(
            try await emulator.pages.externalSignIn(query: Self.query, browserKey: Self.browserKey, from: "192.0.2.9"))
        let prefix = "https://app.example.com/login?a=b&external_auth_id="
        #expect(location.hasPrefix(prefix))
        return String(location.dropFirst(prefix.count))
    }

    private static func completing(_ id: String, _ user: JSONObject = [:]) -> JSONObject {
        var person: JSONObject = [
            "id": "u-1", "email": "ada@example.com", "first_name": "Ada", "metadata": ["team": "Engines"],
        ]
        for (name, value) in user.members { person[name] = value }
        return ["external_auth_id": .string(id), "user": .object(person)]
    }

    private func complete(_ emulator: Harness, _ id: String) async throws -> String {
        let answer = try await emulator.json(.post, "/authkit/oauth2/complete", Self.completing(id))
        let location = try #require(answer["redirect_uri"]?.string)
        let prefix = "\(Harness.baseURL)/oauth2/authorize/complete?"
        #expect(location.hasPrefix(prefix))
        return String(location.dropFirst(prefix.count))
    }

    @Test("the application says who signed in, and the browser goes on as that person")
    func flow() async throws {
        let emulator = try await emulator()
        let id = try await begin(emulator)
        #expect(id.hasPrefix("ext_auth_"))
        let query = try await complete(emulator, id)
        let (interaction, session) = try await emulator.pages.continueExternalSignIn(
            query: query, browserKey: Self.browserKey, browser: emulator.browser())
        #expect(interaction == .authorize(query: Self.query))
        let signedIn = try #require(
            try await emulator.context.server.signedIn(
                emulator.browser(session.secret), for: interaction,
                SignInFreshness(needsNewSignIn: true, maxAge: nil)))
        #expect(signedIn.user.email == "ada@example.com" && signedIn.user.isEmailVerified)
        let shown = try await emulator.json(.get, "/user_management/users/external_id/u-1")
        #expect(shown["id"]?.string == signedIn.user.id && shown["metadata"] == ["team": "Engines"])
        await #expect(throws: OAuthError.self) {
            _ = try await emulator.pages.continueExternalSignIn(
                query: query, browserKey: Self.browserKey, browser: emulator.browser())
        }
    }

    @Test("no other browser can go on with it")
    func otherBrowser() async throws {
        let emulator = try await emulator()
        let query = try await complete(emulator, try await begin(emulator))
        await #expect(throws: OAuthError(.accessDenied, "")) {
            _ = try await emulator.pages.continueExternalSignIn(
                query: query, browserKey: SecretHash(Secret("another key")), browser: emulator.browser())
        }
    }

    @Test("it is completed once, within ten minutes")
    func once() async throws {
        let emulator = try await emulator()
        let id = try await begin(emulator)
        _ = try await complete(emulator, id)
        let again = try await emulator.error(.post, "/authkit/oauth2/complete", Self.completing(id))
        #expect(again.status == .badRequest && again.code == "external_auth_session_already_completed")
        let late = try await begin(emulator)
        emulator.clock.advance(seconds: 600)
        let error = try await emulator.error(.post, "/authkit/oauth2/complete", Self.completing(late))
        #expect(error.status == .notFound)
    }

    @Test("of several that complete one at the same moment, one has its way and leaves a person")
    func parallel() async throws {
        let emulator = try await emulator()
        let id = try await begin(emulator)
        let successes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                let body = Self.completing(
                    id, ["id": .string("u-\(number)"), "email": .string("person\(number)@example.com")])
                group.addTask {
                    do {
                        _ = try await emulator.call(.post, "/authkit/oauth2/complete", body)
                        return true
                    } catch {
                        #expect((error as? APIError)?.code == "external_auth_session_already_completed")
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(successes == 1)
        #expect(try await emulator.json(.get, "/user_management/users")["data"]?.array?.count == 1)
    }

    @Test("an address is the person's who has it")
    func addresses() async throws {
        let emulator = try await emulator()
        _ = try await emulator.person("taken@example.com")
        let id = try await begin(emulator)
        let taken = Self.completing(id, ["email": "Taken@example.com"])
        #expect(try await emulator.error(.post, "/authkit/oauth2/complete", taken).code == "email_not_available")
        let malformed = Self.completing(id, ["email": "nonsense"])
        #expect(try await emulator.error(.post, "/authkit/oauth2/complete", malformed).code == "invalid_email")
        _ = try await complete(emulator, id)
        let changed = Self.completing(try await begin(emulator), ["email": "new@example.com"])
        #expect(
            try await emulator.error(.post, "/authkit/oauth2/complete", changed).code == "email_change_not_allowed")
    }

    @Test("a stranger cannot begin any number of them")
    func limited() async throws {
        let emulator = try await emulator()
        await #expect(throws: OAuthError(.tooManyRequests, "")) {
            for _ in 0..<1000 { _ = try await begin(emulator) }
        }
    }

    @Test("an application's own page comes before the environment's")
    func application() async throws {
        let emulator = try await emulator()
        let application = try await emulator.json(
            .post, "/connect/applications",
            [
                "name": "App", "application_type": "oauth", "is_first_party": true,
                "redirect_uris": [["uri": "https://app.example.com/callback", "default": true]],
                "login_uri": "https://own.example.com/login",
            ])
        let clientID = try #require(application["client_id"]?.string)
        let location = try await emulator.pages.externalSignIn(
            query: "client_id=\(clientID)", browserKey: Self.browserKey, from: "192.0.2.9")
        #expect(location?.hasPrefix("https://own.example.com/login?external_auth_id=ext_auth_") == true)
    }

    @Test("where no page is named, people sign in here")
    func none() async throws {
        let emulator = try await Harness()
        #expect(
            try await emulator.pages.externalSignIn(
                query: Self.query, browserKey: Self.browserKey, from: "192.0.2.9") == nil)
    }
}
