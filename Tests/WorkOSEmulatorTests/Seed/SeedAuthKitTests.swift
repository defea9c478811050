import OAuth
import Testing
import WorkOSEmulator

@Suite("Seed files: how people sign in")
struct SeedAuthKitTests {
    @Test("a client id, a page of one's own and a second factor for all can be asked for")
    func read() throws {
        let seed = try Seeds.read(
            """
            authkit:
              client_id: client_acme
              login_uri: https://app.example.com/login
              mfa_required: true
            """)
        #expect(seed.authKit.clientID == "client_acme")
        #expect(seed.authKit.loginURI?.text == "https://app.example.com/login")
        #expect(seed.authKit.isMultiFactorRequired)
        #expect(try Seeds.read("organizations: []").authKit == SeedFile.AuthKitSeed())
    }

    @Test(
        "what cannot be is told with its key",
        arguments: [
            ("authkit: {client_id: acme}", "authkit.client_id"),
            ("authkit: {login_uri: \"ftp://x\"}", "authkit.login_uri"),
            ("authkit: {login_uri: \"http://app.example.com\"}", "authkit.login_uri"),
            ("authkit: {mfa_required: perhaps}", "authkit.mfa_required"), ("authkit: {mfa: true}", "authkit.mfa"),
        ])
    func problems(text: String, key: String) throws {
        let error = try #require(throws: SeedError.self) { try Seeds.read(text) }
        #expect(error.problems.map(\.key) == [key])
    }
}
