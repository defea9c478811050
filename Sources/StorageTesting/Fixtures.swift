internal import OAuth
internal import Storage

/// Records for the suite.
enum Fixture {
    static let start = Timestamp(seconds: 1_768_478_400)

    static func organization(_ id: String, name: String = "Acme", after seconds: Int64 = 0) -> Organization {
        Organization(id: id, name: name, createdAt: start.adding(seconds: seconds))
    }

    static func client(_ id: String, organization: String = "org_1", after seconds: Int64 = 0) -> Client {
        Client(
            id: "conn_app_\(id)", clientID: id, name: "Agent", description: "Does things", organizationID: organization,
            scopes: ScopeSet(validating: ["mcp", "mcp:write"]) ?? .none, audience: "https://api.example.com",
            createdAt: start.adding(seconds: seconds))
    }

    static func secret(_ id: String, client: String, byte: UInt8, after seconds: Int64 = 0) -> ClientSecret {
        ClientSecret(
            id: id, clientID: client, hash: hash(byte), hint: "\(1000 + Int(byte))",
            createdAt: start.adding(seconds: seconds))
    }

    static func apiKey(_ id: String, byte: UInt8, expiresAt: Timestamp? = nil) -> APIKey {
        APIKey(
            id: id, name: "CI", hash: hash(byte), obfuscatedValue: "sk_...3456", organizationID: "org_1",
            permissions: ScopeSet(validating: ["mcp"]) ?? .none, expiresAt: expiresAt, createdAt: start)
    }

    static func membership(
        _ id: String, user: String = "user_1", organization: String = "org_1", after seconds: Int64 = 0
    ) -> OrganizationMembership {
        OrganizationMembership(
            id: id, userID: user, organizationID: organization, createdAt: start.adding(seconds: seconds))
    }

    static func hash(_ byte: UInt8) -> SecretHash { SecretHash(digest: [UInt8](repeating: byte, count: 32)) }

    static func signingKey(_ id: String, sealed: Bool = false, after seconds: Int64 = 0) -> SigningKeyRecord {
        SigningKeyRecord(
            keyID: id, algorithm: "RS256",
            material: sealed
                ? .sealed(keyEncryptionKeyID: "k1", wrappedDataKey: [1, 2, 3], ciphertext: [4, 5])
                : .plain(Secret([9, 0, 255])),
            createdAt: start.adding(seconds: seconds))
    }

    static func credential(
        _ id: String, user: String = "user_1", server: String = "server", token: [UInt8] = [1, 2, 3],
        after seconds: Int64 = 0
    ) -> Credential {
        Credential(
            id: id, owner: CredentialOwner(issuer: "https://app.example.com", user: user, server: server),
            keyEncryptionKeyID: "k1", wrappedDataKey: [0, 1, 255], refreshToken: token, clientSecret: [7],
            tokenEndpoint: "https://auth.example.com/token", clientID: "client", authenticationMethod: "none",
            scopes: "a b", clientSecretExpiresAt: start.adding(seconds: 1000),
            createdAt: start.adding(seconds: seconds), updatedAt: start.adding(seconds: seconds))
    }
}

/// Runs the body so many times at once and gives what came of each.
func concurrently<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
        for index in 0..<count { group.addTask { try await body(index) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}
