import CredentialVault
import JSON
import OAuth
import Testing

@Suite("The values in a deposit")
struct DepositValueTests {
    private func isTaken(_ changes: JSONObject, allowInsecureLoopback: Bool = false) throws -> Bool {
        do throws(VaultError) {
            _ = try Deposit(json: Vault.json(changes), allowInsecureLoopback: allowInsecureLoopback)
            return true
        } catch {
            #expect(error.code == .invalidRequest)
            return false
        }
    }

    @Test("RFC 7591 §2: three methods", arguments: ["client_secret_basic", "client_secret_post", "none"])
    func method(name: String) throws {
        #expect(try isTaken(["tokenEndpointAuthMethod": .string(name)]))
    }

    @Test(
        "No other",
        arguments: ["", "private_key_jwt", "None", "client_secret_jwt", "none ", "client_secret_basic\u{0}"])
    func otherMethod(name: String) throws {
        #expect(try !isTaken(["tokenEndpointAuthMethod": .string(name)]))
    }

    @Test(
        "A date is one of RFC 3339",
        arguments: ["2027-01-15T12:00:00Z", "2027-01-15T12:00:00.123456+05:30", "2020-01-01T00:00:00Z"])
    func date(text: String) throws {
        #expect(try isTaken(["clientSecretExpiresAt": .string(text)]))
    }

    @Test("Or it is refused", arguments: ["", "0", "2027-01-15", "tomorrow", "2027-02-30T00:00:00Z", "1768478400"])
    func badDate(text: String) throws {
        #expect(try !isTaken(["clientSecretExpiresAt": .string(text)]))
    }

    static let insecure = ["http://127.0.0.1:9000/token", "http://localhost/token", "http://[::1]:1/token"]

    @Test("An http endpoint is taken on loopback when that is allowed, and else refused", arguments: insecure)
    func loopback(endpoint: String) throws {
        #expect(try isTaken(["tokenEndpoint": .string(endpoint)], allowInsecureLoopback: true))
        #expect(try !isTaken(["tokenEndpoint": .string(endpoint)]))
    }

    static let neverTaken = [
        "http://as.example/token", "http://127.0.0.1.evil.example/token", "http://localhost.evil.example/",
        "http://10.0.0.1/token", "http://127.0.0.1@evil.example/", "http://0.0.0.0/", "ftp://as.example",
        "as.example/token",
        "/token", "https://", "https://user:hunter2@as.example/", "https://as.example/#f", "javascript:alert(1)",
        "https://as.example/a b", "https://as.example\u{0}", "http://[::ffff:127.0.0.1]/", " https://as.example/",
    ]

    @Test("A refresh token is never sent in clear, nor to where a reader would not look", arguments: neverTaken)
    func endpoint(text: String) throws {
        #expect(try !isTaken(["tokenEndpoint": .string(text)], allowInsecureLoopback: true))
        #expect(try !isTaken(["tokenEndpoint": .string(text)]))
    }

    @Test("A refusal quotes no value")
    func quotesNothing() throws {
        for changes in [
            ["tokenEndpoint": "https://user:hunter2@as.example/"], ["clientSecretExpiresAt": "hunter2"],
            ["tokenEndpointAuthMethod": "hunter2"], ["refreshToken": ["hunter2"]],
            ["scopes": .string(String(repeating: "hunter2", count: 400))], ["x": "hunter2"],
        ] as [JSONObject] {
            let error = try #require(throws: VaultError.self) {
                try Deposit(json: Vault.json(changes), allowInsecureLoopback: false)
            }
            #expect(!"\(error)".contains("hunter2"))
        }
    }

    @Test("A deposit prints without its secrets")
    func redacted() throws {
        let deposit = try Vault.deposit(["refreshToken": "hunter2", "clientId": "c", "clientSecret": "hunter3"])
        var dumped = ""
        dump(deposit, to: &dumped)
        for text in ["\(deposit)", String(reflecting: deposit), dumped] {
            #expect(!text.contains("hunter"))
        }
    }
}
