import CredentialVault
import JSON
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("The vault")
struct CredentialVaultTests {
    @Test("A deposit is stored under its owner, encrypted")
    func deposit() async throws {
        let vault = try Vault()
        try await vault.deposit(["scopes": "a b"], by: Vault.user("alice"))
        let credential = try #require(try await vault.stored("alice"))
        #expect(credential.tokenEndpoint == "https://as.example/token")
        #expect(credential.scopes == "a b")
        #expect(credential.createdAt == vault.clock.now() && credential.updatedAt == vault.clock.now())
        #expect(!String(decoding: credential.refreshToken, as: UTF8.self).contains("refresh-1"))
        #expect(try await vault.refreshToken("alice") == "refresh-1")
    }

    @Test("A second deposit for the same server takes the place of the first")
    func replace() async throws {
        let vault = try Vault()
        let alice = try await Vault.user("alice")
        try await vault.deposit(["clientId": "c", "clientSecret": "s", "scopes": "a"], by: alice)
        let first = try #require(try await vault.stored("alice"))
        vault.clock.advance(seconds: 60)
        try await vault.deposit(["refreshToken": "refresh-2"], by: alice)
        let second = try #require(try await vault.stored("alice"))
        #expect(try await vault.refreshToken("alice") == "refresh-2")
        #expect(second.clientID == nil && second.clientSecret == nil && second.scopes == nil)
        #expect(second.createdAt == first.createdAt)
        #expect(second.updatedAt == first.updatedAt.adding(seconds: 60))
        #expect(second.id != first.id)
    }

    @Test("Users, servers and issuers are kept apart, byte for byte")
    func owners() async throws {
        let vault = try Vault()
        let owners: [(user: String, server: String, issuer: String)] = [
            ("alice", "srv", Vault.issuer), ("Alice", "srv", Vault.issuer), ("bob", "srv", Vault.issuer),
            ("alice", "SRV", Vault.issuer), ("alice", "srv ", Vault.issuer), ("alice", "srv", "https://app.example/"),
            ("caf\u{E9}", "srv", Vault.issuer), ("cafe\u{301}", "srv", Vault.issuer),
            ("'; DROP TABLE credential; --", "srv", Vault.issuer),
        ]
        for (index, owner) in owners.enumerated() {
            try await vault.deposit(
                ["mcpServerId": .string(owner.server), "refreshToken": .string("refresh of \(index)")],
                by: Vault.user(owner.user, issuer: owner.issuer))
        }
        for (index, owner) in owners.enumerated() {
            let found = try await vault.refreshToken(owner.user, owner.server, issuer: owner.issuer)
            #expect(found == "refresh of \(index)", "\(owner)")
        }
    }

    @Test("Deleting reaches the caller's own credential for that server, and is done also when there is none")
    func delete() async throws {
        let vault = try Vault()
        let (alice, bob) = (try await Vault.user("alice"), try await Vault.user("bob"))
        for user in [alice, bob] {
            for server in ["srv", "other"] { try await vault.deposit(["mcpServerId": .string(server)], by: user) }
        }
        for _ in 0..<2 { try await vault.vault.delete(server: "srv", of: alice) }
        try await vault.vault.delete(server: "never", of: bob)
        #expect(try await vault.stored("alice") == nil)
        #expect(try await vault.stored("alice", "other") != nil)
        #expect(try await vault.stored("bob") != nil)
        try await vault.deposit(["refreshToken": "again"], by: alice)
        #expect(try await vault.refreshToken("alice") == "again")
    }

    @Test("A user whose name goes on behind a NUL does not reach the credential of the shorter name")
    func nul() async throws {
        let vault = try Vault()
        try await vault.deposit(by: Vault.user("alice"))
        await #expect(throws: VaultError(.unauthorized, "")) { try await Vault.user("alice\u{0}mallory") }
        #expect(try await vault.refreshToken("alice") == "refresh-1")
    }

    @Test("Without a keyring a deposit is refused and changes nothing, and deleting still works")
    func noKeyring() async throws {
        let before = try Vault()
        let alice = try await Vault.user("alice")
        try await before.deposit(by: alice)
        let vault = try Vault(keyring: nil, store: before.store)
        await #expect(throws: VaultError(.encryptionKeyMissing, "")) {
            try await vault.deposit(["refreshToken": "refresh-2"], by: alice)
        }
        #expect(try await before.refreshToken("alice") == "refresh-1")
        try await vault.vault.delete(server: "srv", of: alice)
        #expect(try await vault.stored("alice") == nil)
    }

    @Test("A store that cannot be reached is unavailable; the caller is not told its details")
    func closedStore() async throws {
        let vault = try Vault()
        let alice = try await Vault.user("alice")
        try await vault.store.close()
        for operation in [
            { try await vault.deposit(by: alice) }, { try await vault.vault.delete(server: "srv", of: alice) },
        ] as [() async throws -> Void] {
            let error = try await #require(throws: VaultError.self) { try await operation() }
            #expect(error.code == .unavailable)
            #expect(!error.description.contains("SQLite"))
        }
    }

    @Test("Deposits at once for one owner: one of them is there, whole")
    func concurrent() async throws {
        let vault = try Vault()
        let alice = try await Vault.user("alice")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<50 {
                group.addTask {
                    try await vault.deposit(
                        ["refreshToken": .string("r\(index)"), "clientId": .string("c\(index)")], by: alice)
                }
            }
            try await group.waitForAll()
        }
        let clientID = try #require(try await vault.stored("alice")?.clientID)
        #expect(try await vault.refreshToken("alice") == "r" + clientID.dropFirst())
    }
}
