import CredentialVault
import Encryption
import JSON
import OAuth
import Storage
import Testing

@Suite("The envelope of a credential")
struct CredentialEnvelopeTests {
    private static let owner = CredentialOwner(issuer: Vault.issuer, user: "alice", server: "srv")
    private static let full: JSONObject = [
        "clientId": "c", "clientSecret": "secret-1", "tokenEndpointAuthMethod": "client_secret_basic", "scopes": "a",
    ]

    private func envelope(_ keyring: String? = Vault.keyOne) throws -> CredentialEnvelope {
        CredentialEnvelope(
            keyring: try keyring.map { text throws in try Keyring(parsing: Secret(text)) }, random: SystemRandomSource()
        )
    }

    private func seal(_ changes: JSONObject = full, keyring: String = Vault.keyOne) throws -> Credential {
        try envelope(keyring).seal(
            Vault.deposit(changes), owner: CredentialEnvelopeTests.owner, at: Timestamp(seconds: 1_768_478_400))
    }

    private func code(_ credential: Credential, keyring: String? = Vault.keyOne) throws -> VaultError.Code? {
        let envelope = try envelope(keyring)
        do throws(VaultError) {
            _ = try envelope.open(credential)
            return nil
        } catch {
            #expect(!"\(error)".contains("refresh-1") && !"\(error)".contains("secret-1"))
            return error.code
        }
    }

    @Test("What was sealed opens, and does not stand in clear")
    func roundTrip() throws {
        let credential = try seal()
        let secrets = try envelope().open(credential)
        #expect(secrets.refreshToken == Secret("refresh-1"))
        #expect(secrets.clientSecret == Secret("secret-1"))
        #expect(credential.keyEncryptionKeyID == "k1")
        #expect(!"\(credential)".contains("refresh-1"))
        #expect(try envelope().open(seal([:])).clientSecret == nil)
    }

    /// A change that somebody with write access to the database could make.
    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var apply: @Sendable (inout Credential) -> Void

        init(_ name: String, _ apply: @escaping @Sendable (inout Credential) -> Void) {
            (testDescription, self.apply) = (name, apply)
        }
    }

    static let changes = [
        Change("id") { $0.id = "00000000-0000-4000-8000-000000000000" },
        Change("issuer") { $0.owner.issuer = "https://evil.example" }, Change("user") { $0.owner.user = "mallory" },
        Change("server") { $0.owner.server = "other" },
        Change("user and server, cut elsewhere") { ($0.owner.user, $0.owner.server) = ("alices", "rv") },
        Change("token endpoint") { $0.tokenEndpoint = "https://evil.example/token" },
        Change("token endpoint, a slash more") { $0.tokenEndpoint += "/" },
        Change("client id") { $0.clientID = "other" }, Change("client id gone") { $0.clientID = nil },
        Change("client id empty") { $0.clientID = "" },
        Change("method") { $0.authenticationMethod = "client_secret_post" },
        Change("method gone") { $0.authenticationMethod = nil },
        Change("fields exchanged") { ($0.refreshToken, $0.clientSecret) = ($0.clientSecret ?? [], $0.refreshToken) },
        Change("refresh token damaged") { $0.refreshToken[20] ^= 1 },
        Change("refresh token empty") { $0.refreshToken = [] },
        Change("secret damaged") { $0.clientSecret?[20] ^= 1 }, Change("key damaged") { $0.wrappedDataKey[20] ^= 1 },
        Change("key empty") { $0.wrappedDataKey = [] },
    ]

    @Test("A row in which anything that decides where secrets go was changed does not open", arguments: changes)
    func changed(change: Change) throws {
        var credential = try seal()
        change.apply(&credential)
        #expect(try code(credential) == .unavailable)
    }

    @Test("An absent client id or method is not an empty one")
    func absentIsNotEmpty() throws {
        var credential = try seal([:])
        credential.clientID = ""
        #expect(try code(credential) == .unavailable)
        credential = try seal([:])
        credential.authenticationMethod = ""
        #expect(try code(credential) == .unavailable)
    }

    @Test("Blobs that were moved from another row do not open")
    func moved() throws {
        let other = try seal()
        for move in [
            { $0.refreshToken = other.refreshToken }, { $0.wrappedDataKey = other.wrappedDataKey },
            { ($0.refreshToken, $0.wrappedDataKey) = (other.refreshToken, other.wrappedDataKey) },
            { $0.clientSecret = other.clientSecret },
        ] as [(inout Credential) -> Void] {
            var credential = try seal()
            move(&credential)
            #expect(try code(credential) == .unavailable)
        }
    }

    @Test("Times and scopes may change: they decide nothing about where secrets go")
    func free() throws {
        var credential = try seal()
        credential.updatedAt = credential.updatedAt.adding(seconds: 5)
        credential.scopes = "b"
        #expect(try code(credential) == nil)
    }

    @Test("Every key of the keyring opens, and the first one seals")
    func rotation() throws {
        let old = try seal(keyring: Vault.keyOne)
        let both = "\(Vault.keyTwo),\(Vault.keyOne)"
        #expect(try code(old, keyring: both) == nil)
        #expect(try seal(keyring: both).keyEncryptionKeyID == "k2")
        #expect(try code(old, keyring: Vault.keyTwo) == .encryptionKeyMissing)
        var claimed = old
        claimed.keyEncryptionKeyID = "k2"
        #expect(try code(claimed, keyring: both) == .unavailable)
    }

    @Test("Without a keyring nothing is sealed and nothing opened")
    func noKeyring() throws {
        #expect(try code(seal(), keyring: nil) == .encryptionKeyMissing)
        let envelope = try envelope(nil)
        #expect(throws: VaultError(.encryptionKeyMissing, "")) {
            try envelope.seal(Vault.deposit(), owner: CredentialEnvelopeTests.owner, at: Timestamp(seconds: 0))
        }
    }

    @Test("RFC 9562 §5.4: every row gets a random UUID of its own")
    func identifiers() throws {
        let identifiers = try (0..<100).map { _ in try seal().id }
        #expect(Set(identifiers).count == 100)
        for identifier in identifiers {
            #expect(
                identifier.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }
}
