import AuthorizationServer
import JSON
import OAuth
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Providers in requests to the sign-in page")
struct ProviderTests {
    private func method(_ emulator: Harness, _ query: String, _ session: Secret) async throws -> JSONValue? {
        let code = try #require(await emulator.page(query, session: session).answer["code"])
        return try await emulator.authenticate(["grant_type": "authorization_code", "code": .string(code)])[
            "authentication_method"]
    }

    @Test(
        "a name that is no provider's is refused, of whoever is signed in too", arguments: ["SSO", "MagicAuth", "<b>"])
    func unknown(_ provider: String) async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let session = try await emulator.signIn(.pick(userID: user), Harness.query())
        let query = Harness.query(["provider": provider])
        #expect(await emulator.page(query, session: session).answer["error"] == "invalid_request")
        await #expect(throws: SignInFailure.self) { _ = try await emulator.signIn(.pick(userID: user), query) }
    }

    @Test("how the person signed in is told, whatever provider a later request names")
    func told() async throws {
        let emulator = try await Harness()
        let user = try await emulator.person()
        let google = Harness.query(["provider": "GoogleOAuth"])
        let password = try await emulator.signIn(
            .password(email: "ada@example.com", password: Secret(Harness.password)), Harness.query())
        #expect(try await method(emulator, google, password) == "Password")
        let provider = try await emulator.signIn(.pick(userID: user), google)
        #expect(try await method(emulator, google, provider) == "GoogleOAuth")
        #expect(try await method(emulator, Harness.query(), provider) == "GoogleOAuth")
    }

    @Test("naming a provider spares nobody the second factor that the environment demands")
    func secondFactor() async throws {
        let emulator = try await Harness { $0.isMultiFactorRequired = true }
        _ = try await emulator.person()
        let session = try await emulator.signIn(
            .password(email: "ada@example.com", password: Secret(Harness.password)), Harness.query())
        let query = Harness.query(["provider": "GoogleOAuth"])
        let code = try #require(await emulator.page(query, session: session).answer["code"])
        let refusal = try await emulator.refusal(["grant_type": "authorization_code", "code": .string(code)])
        #expect(refusal.code == "mfa_enrollment")
    }
}
