import CredentialVault
import JSON
import OAuth
import Testing

@Suite("The body of a deposit")
struct DepositTests {
    private func read(_ json: JSONValue, allowInsecureLoopback: Bool = false) throws -> Deposit {
        try Deposit(json: json, allowInsecureLoopback: allowInsecureLoopback)
    }

    private func refusal(_ json: JSONValue, allowInsecureLoopback: Bool = false) throws -> String {
        let error = try #require(throws: VaultError.self) {
            try Deposit(json: json, allowInsecureLoopback: allowInsecureLoopback)
        }
        #expect(error.code == .invalidRequest)
        return error.description
    }

    @Test("Three members are enough")
    func smallest() throws {
        let deposit = try read(Vault.json())
        #expect(deposit.server == "srv")
        #expect(deposit.refreshToken == Secret("refresh-1"))
        #expect(deposit.tokenEndpoint.text == "https://as.example/token")
        #expect(deposit.clientID == nil && deposit.clientSecret == nil && deposit.clientSecretExpiresAt == nil)
        #expect(deposit.authenticationMethod == nil && deposit.scopes == nil)
    }

    @Test("Every member")
    func everything() throws {
        let deposit = try read(
            Vault.json([
                "clientId": "c", "clientSecret": "s", "clientSecretExpiresAt": "2027-01-15T12:00:00+01:00",
                "tokenEndpointAuthMethod": "client_secret_post", "scopes": "a b",
            ]))
        #expect(deposit.clientID == "c")
        #expect(deposit.clientSecret == Secret("s"))
        #expect(deposit.clientSecretExpiresAt == Timestamp(rfc3339: "2027-01-15T11:00:00Z"))
        #expect(deposit.authenticationMethod == .clientSecretPost)
        #expect(deposit.scopes == "a b")
    }

    @Test("A member that is null is absent")
    func null() throws {
        let members = ["clientId", "clientSecret", "clientSecretExpiresAt", "tokenEndpointAuthMethod", "scopes"]
        let deposit = try read(Vault.json(JSONObject(members.map { ($0, .null) })))
        #expect(deposit.clientID == nil && deposit.clientSecretExpiresAt == nil && deposit.scopes == nil)
    }

    @Test("A body that is not an object", arguments: [.null, [], "x", 1, [["mcpServerId": "srv"]]] as [JSONValue])
    func notAnObject(json: JSONValue) throws {
        #expect(try refusal(json).contains("object"))
    }

    @Test("What is required", arguments: ["mcpServerId", "refreshToken", "tokenEndpoint"])
    func required(name: String) throws {
        #expect(try refusal(Vault.json(without: [name])).contains(name))
        #expect(try refusal(Vault.json([name: .null])).contains(name))
        #expect(try refusal(Vault.json([name: ""])).contains(name))
    }

    static let members = [
        "mcpServerId", "refreshToken", "tokenEndpoint", "clientId", "clientSecret", "clientSecretExpiresAt",
        "tokenEndpointAuthMethod", "scopes",
    ]

    @Test("Every member is a string", arguments: members, [1, .number(1.5), true, ["x"], ["a": "b"]] as [JSONValue])
    func types(name: String, value: JSONValue) throws {
        #expect(try refusal(Vault.json([name: value])).contains(name))
    }

    @Test(
        "An unknown member is refused, so that a misspelt one is not lost",
        arguments: ["refresh_token", "ClientId", "clientID", "user", "userId", "issuer", "", "mcpServerId "])
    func unknown(name: String) throws {
        #expect(try refusal(Vault.json([name: "x"])).contains(name))
        #expect(try refusal(Vault.json([name: .null])).contains(name))
    }

    @Test("No member has a NUL, behind which a database would cut it", arguments: members)
    func nul(name: String) throws {
        #expect(try refusal(Vault.json(["clientId": "c", name: "x\u{0}y"])).contains(name))
    }

    @Test("A member that is given is not empty, except for scopes")
    func empty() throws {
        for name in ["clientId", "clientSecret", "clientSecretExpiresAt", "tokenEndpointAuthMethod"] {
            #expect(try refusal(Vault.json(["clientId": "c", name: ""])).contains(name))
        }
        #expect(try read(Vault.json(["scopes": ""])).scopes == "")
    }

    static let limits: [(String, Int)] = [("mcpServerId", 255), ("clientId", 255), ("scopes", 2048)]

    @Test("A limit counts characters: the last one is taken, one more is refused", arguments: limits, ["x", "é", "字"])
    func limit(limit: (String, Int), character: String) throws {
        _ = try read(Vault.json([limit.0: .string(String(repeating: character, count: limit.1))]))
        let beyond = String(repeating: character, count: limit.1 + 1)
        #expect(try refusal(Vault.json([limit.0: .string(beyond)])).contains(limit.0))
    }

    @Test("A token endpoint has at most 2048 characters, a secret as many as the body")
    func lengths() throws {
        let endpoint = "https://as.example/" + String(repeating: "x", count: 2029)
        #expect(try read(Vault.json(["tokenEndpoint": .string(endpoint)])).tokenEndpoint.text == endpoint)
        #expect(try refusal(Vault.json(["tokenEndpoint": .string(endpoint + "x")])).contains("tokenEndpoint"))
        let long = String(repeating: "s", count: 60_000)
        let deposit = try read(
            Vault.json(["refreshToken": .string(long), "clientId": "c", "clientSecret": .string(long)]))
        #expect(deposit.refreshToken.count == 60_000)
        #expect(deposit.clientSecret?.count == 60_000)
    }

    @Test("A secret needs a clientId", arguments: [nil, .null, ""] as [JSONValue?])
    func secretWithoutClient(clientID: JSONValue?) throws {
        var changes: JSONObject = ["clientSecret": "hunter2"]
        changes["clientId"] = clientID
        let description = try refusal(Vault.json(changes))
        #expect(description.contains("clientId"))
        #expect(!description.contains("hunter2"))
    }

    @Test("A clientId needs no secret")
    func publicClient() throws {
        #expect(try read(Vault.json(["clientId": "c", "tokenEndpointAuthMethod": "none"])).clientID == "c")
    }
}
