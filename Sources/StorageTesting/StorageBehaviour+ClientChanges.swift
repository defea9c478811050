internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var clientChanges: [StorageBehaviour] {
        [
            StorageBehaviour("a client of people comes back as it was put in, with everything that it can have") {
                store async throws in
                let client = try Fixture.application("https://app.example.com/client.json")
                try await store.insert(client, secrets: [])
                #expect(try await store.client(id: client.clientID) == client)
                var other = try Fixture.application("client_2")
                other.keys = .url("https://app.example.com/jwks")
                other.authenticationMethods = []
                other.grantTypes = []
                other.redirectURIs = []
                other.exchangeTargets = []
                other.information = ClientInformation()
                other.registrationAccessTokenHash = nil
                other.isFirstParty = false
                try await store.insert(other, secrets: [])
                #expect(try await store.client(id: "client_2") == other)
                #expect(try await store.clients(ofOrganization: "org_1").isEmpty)
            },
            StorageBehaviour("a client's identifier with a NUL is no client's and is not kept") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(
                    Fixture.client("client_1"), secrets: [Fixture.secret("secret_1", client: "client_1", byte: 1)])
                #expect(try await store.client(id: "client_1\u{0}x") == nil)
                #expect(try await store.secrets(ofClient: "client_1\u{0}x").isEmpty)
                #expect(try await store.deleteClient(id: "client_1\u{0}x", revokedUntil: Fixture.start) == false)
                for (id, organization) in [("client_2\u{0}x", "org_1"), ("client_2", "org_1\u{0}")] {
                    await #expect(throws: StorageError(.unstorableText, "")) {
                        try await store.insert(Fixture.client(id, organization: organization), secrets: [])
                    }
                }
                await #expect(throws: StorageError(.unstorableText, "")) {
                    try await store.insert(Fixture.secret("secret_2", client: "client_1\u{0}x", byte: 2))
                }
                #expect(try await store.client(id: "client_1") != nil)
                #expect(try await store.client(id: "client_2") == nil)
            },
            StorageBehaviour("what is kept of a secret may be a slow hash, and may change") { store async throws in
                try await store.insert(Fixture.organization("org_1"))
                let slow = ClientSecret.Kept.slow(PasswordHash(text: "$scrypt$ln=14,r=8,p=5$c2FsdA$aGFzaA"))
                var first = Fixture.secret("secret_1", client: "client_1", byte: 1, after: 1)
                var second = ClientSecret(
                    id: "secret_2", clientID: "client_1", kept: slow, createdAt: Fixture.at(2))
                try await store.insert(Fixture.client("client_1"), secrets: [first, second])
                #expect(try await store.secrets(ofClient: "client_1") == [first, second])
                swap(&first.kept, &second.kept)
                #expect(try await store.setKept(first.kept, ofSecret: "secret_1"))
                #expect(try await store.setKept(second.kept, ofSecret: "secret_2"))
                #expect(try await store.secrets(ofClient: "client_1") == [first, second])
                #expect(try await store.setKept(slow, ofSecret: "secret_none") == false)
                #expect(try await store.setKept(slow, ofSecret: "secret_1\u{0}") == false)
            },
            StorageBehaviour("an update changes everything but the client's age, and leaves its secrets") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                let secret = Fixture.secret("secret_1", client: "client_1", byte: 1)
                try await store.insert(Fixture.client("client_1"), secrets: [secret])
                try await store.insert(Fixture.client("client_2"), secrets: [])
                var changed = try Fixture.application("client_1")
                #expect(try await store.update(changed, secrets: nil))
                changed.createdAt = Fixture.start
                #expect(try await store.client(id: "client_1") == changed)
                #expect(try await store.secrets(ofClient: "client_1") == [secret])
                #expect(try await store.client(id: "client_2") == Fixture.client("client_2"))
                #expect(try await store.update(Fixture.client("client_none"), secrets: []) == false)
                #expect(try await store.client(id: "client_none") == nil)
            },
            StorageBehaviour("the secrets of an update take the place of all that there were, all or nothing") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                let client = Fixture.client("client_1")
                let secrets = [1, 2].map { Fixture.secret("secret_\($0)", client: "client_1", byte: $0) }
                try await store.insert(client, secrets: secrets)
                let other = Fixture.secret("secret_3", client: "client_2", byte: 3)
                try await store.insert(Fixture.client("client_2"), secrets: [other])
                var renamed = client
                renamed.name = "Renamed"
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.update(
                        renamed,
                        secrets: [4, 3].map { Fixture.secret("secret_\($0)", client: "client_1", byte: $0) })
                }
                #expect(try await store.client(id: "client_1") == client)
                #expect(try await store.secrets(ofClient: "client_1") == secrets)
                let new = [Fixture.secret("secret_1", client: "client_1", byte: 9)]
                #expect(try await store.update(renamed, secrets: new))
                #expect(try await store.client(id: "client_1") == renamed)
                #expect(try await store.secrets(ofClient: "client_1") == new)
                #expect(try await store.update(renamed, secrets: []))
                #expect(try await store.secrets(ofClient: "client_1").isEmpty)
                #expect(try await store.secrets(ofClient: "client_2") == [other])
                renamed.organizationID = "org_none"
                let lost = renamed
                await #expect(throws: StorageError(.conflict, "")) { try await store.update(lost, secrets: nil) }
            },
        ]
    }

    static var clientDeletion: [StorageBehaviour] {
        [
            StorageBehaviour("RFC 7592 §2.3: with a client go its secrets, grants, codes, devices and consents") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                for (id, byte) in [("client_1", UInt8(1)), ("client_2", 2)] {
                    try await store.insert(
                        Fixture.client(id), secrets: [Fixture.secret("secret_\(byte)", client: id, byte: byte)])
                    try await fill(store, client: id, byte: byte)
                }
                #expect(try await store.deleteClient(id: "client_1", revokedUntil: Fixture.start))
                #expect(try await store.deleteClient(id: "client_1", revokedUntil: Fixture.start) == false)
                #expect(try await store.client(id: "client_1") == nil)
                #expect(try await store.secrets(ofClient: "client_1").isEmpty)
                #expect(try await left(store, client: "client_1", byte: 1) == [])
                #expect(try await store.client(id: "client_2") != nil)
                #expect(try await store.secrets(ofClient: "client_2").count == 1)
                #expect(
                    try await left(store, client: "client_2", byte: 2)
                        == ["grant", "token", "code", "device", "consent"])
            },
            StorageBehaviour("what people gave to a client that is not kept can be removed as well") {
                store async throws in
                let id = "https://app.example.com/client.json"
                try await fill(store, client: id, byte: 1)
                #expect(try await store.deleteClient(id: id, revokedUntil: Fixture.start) == false)
                #expect(try await left(store, client: id, byte: 1) == [])
            },
            StorageBehaviour("after refreshes and the removal of the client in a race nothing is usable") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                for byte: UInt8 in 0..<16 {
                    let client = "client_\(byte)"
                    let grant = "grant_\(byte)"
                    try await store.insert(Fixture.client(client), secrets: [])
                    try await store.keepGrant(
                        Fixture.grant(grant, client: client), code: byte, token: Fixture.newToken(byte))
                    _ = try await concurrently(8) { index in
                        if index == Int(byte) % 8 {
                            try await store.deleteClient(id: client, revokedUntil: Fixture.start)
                        } else {
                            _ = try await store.rotate(
                                Fixture.rotation(byte, to: 100 + byte, of: grant, at: 1), at: 1)
                        }
                    }
                    #expect(try await store.grant(id: grant) == nil)
                    for presented in [byte, 100 + byte] {
                        #expect(
                            try await store.rotate(Fixture.rotation(presented, to: 200, of: grant, at: 2), at: 2)
                                == .unknown)
                    }
                }
            },
        ]
    }

    /// Gives a client one of everything that a client can be given.
    private static func fill(_ store: any StorageEngine, client: String, byte: UInt8) async throws {
        try await store.keepGrant(
            Fixture.grant("grant_\(byte)", client: client), code: byte, token: Fixture.newToken(byte))
        try await store.insert(Fixture.code(100 + byte, grant: Fixture.grant("next_\(byte)", client: client)))
        try await store.insert(Fixture.device(byte, userCode: "CODE\(byte)", client: client))
        try await store.remember(Fixture.scopes("mcp"), for: Fixture.consent(client: client), at: Fixture.start)
    }

    /// What is left of that.
    private static func left(_ store: any StorageEngine, client: String, byte: UInt8) async throws -> [String] {
        var left: [String] = []
        if try await store.grant(id: "grant_\(byte)") != nil { left.append("grant") }
        if try await store.refreshToken(hash: Fixture.hash(byte), at: Fixture.at(1)) != nil { left.append("token") }
        if try await store.authorizationCode(hash: Fixture.hash(100 + byte), at: Fixture.at(1)) != nil {
            left.append("code")
        }
        if try await store.deviceAuthorization(userCode: "CODE\(byte)", at: Fixture.at(1)) != nil {
            left.append("device")
        }
        if try await store.consentedScopes(for: Fixture.consent(client: client)) != nil { left.append("consent") }
        return left
    }
}
