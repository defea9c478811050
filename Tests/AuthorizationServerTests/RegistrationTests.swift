import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Dynamic registration (RFC 7591, RFC 7592, rule 6)")
struct RegistrationTests {
    private static let minimal: JSONValue = ["redirect_uris": ["https://app.example.com/callback"]]

    private func register(_ harness: Harness, _ metadata: JSONValue = minimal, from address: String = Harness.address)
        async throws -> JSONValue
    {
        try await harness.server.register(metadata, from: address)
    }

    private func registered(_ answer: JSONValue) throws -> (id: String, token: Secret) {
        (
            try #require(answer["client_id"]?.string),
            Secret(try #require(answer["registration_access_token"]?.string))
        )
    }

    private func changed(_ metadata: JSONValue, _ changes: [String: JSONValue?]) -> JSONValue {
        var object = metadata.object ?? JSONObject()
        for (name, value) in changes { object[name] = value }
        return .object(object)
    }

    @Test("RFC 7591 §3.2.1: the answer has everything that was registered, defaults included")
    func answer() async throws {
        let harness = try await Harness.withPeople()
        let answer = try await register(harness)
        #expect(answer["client_id"]?.string?.hasPrefix("client_") == true)
        #expect(answer["client_id_issued_at"] == .integer(harness.clock.now().seconds))
        #expect(answer["token_endpoint_auth_method"] == "client_secret_basic")
        #expect((answer["client_secret"]?.string?.utf8.count ?? 0) >= 32)
        #expect(answer["client_secret_expires_at"] == 0)
        #expect(answer["grant_types"]?.strings == ["authorization_code"])
        #expect(answer["response_types"]?.strings == ["code"])
        #expect(answer["redirect_uris"]?.strings == ["https://app.example.com/callback"])
        let id = try #require(answer["client_id"]?.string)
        #expect(answer["registration_client_uri"] == .string("https://auth.example.com/oauth2/register/\(id)"))
        let open = try await register(harness, changed(Self.minimal, ["token_endpoint_auth_method": "none"]))
        #expect(open["client_secret"] == nil)
        #expect(open["client_secret_expires_at"] == nil)
    }

    @Test("a registered client works, with its secret, at once and for a new server on the same store")
    func works() async throws {
        let harness = try await Harness.withPeople()
        let answer = try await register(
            harness, changed(Self.minimal, ["grant_types": ["authorization_code", "refresh_token"]]))
        let (id, _) = try registered(answer)
        let secret: [String: String?] = ["client_secret": answer["client_secret"]?.string]
        let tokens = try await harness.redeem(try await harness.code(Harness.query(id)), client: id, secret)
        let restarted = try await Harness(storage: harness.storage)
        _ = try await restarted.refresh(tokens.refreshToken, client: id, secret)
        let wrong: [String: String?] = ["client_secret": "x"]
        let error = try await refusal { try await restarted.refresh(tokens.refreshToken, client: id, wrong) }
        #expect(error?.code == .invalidClient)
    }

    @Test(
        "RFC 7591 §3.2.2: what will not do is invalid_client_metadata",
        arguments: [
            ["grant_types": ["client_credentials"]], ["grant_types": ["implicit"]],
            ["grant_types": "authorization_code"],
            ["response_types": ["token"]], ["token_endpoint_auth_method": "tls_client_auth"],
            ["token_endpoint_auth_method": "private_key_jwt"], ["application_type": "robot"],
            ["jwks": ["keys": []], "jwks_uri": "https://a.example/jwks"], ["jwks_uri": "http://a.example/jwks"],
            ["jwks": ["keys": [["kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"]]]],
            ["jwks": ["keys": [["kty": "oct", "k": "AQAB"]]]], ["client_name": 5], ["client_name": "a\u{0}b"],
            ["client_name": "a\u{202E}b"], ["client_name": "a\nb"], ["client_uri": "javascript:alert(1)"],
            ["logo_uri": "data:text/html,x"], ["scope": "a\"b"], ["scope": ["mcp"]], ["contacts": "x"],
            ["client_name": .string(String(repeating: "x", count: 5000))], ["software_id": "a\u{0}"],
        ] as [[String: JSONValue]])
    func invalid(_ changes: [String: JSONValue]) async throws {
        let harness = try await Harness.withPeople()
        let metadata = changed(Self.minimal, changes.mapValues { $0 })
        #expect(try await refusal { try await register(harness, metadata) }?.code == .invalidClientMetadata)
    }

    @Test(
        "RFC 7591 §3.2.2, rule 7: redirect URIs that nobody may have are invalid_redirect_uri",
        arguments: [
            [], [""], ["http://app.example.com/cb"], ["javascript:alert(1)"], ["data:text/html,x"],
            ["file:///etc/passwd"],
            ["https://app.example.com/cb#f"], ["https://*.example.com/cb"], ["/cb"], ["https://u:p@app.example.com/cb"],
            ["cursor:"], ["https://app.example.com/cb\u{0}"], ["https://app.example.com/../cb"],
            ["https://app.example.com/cb?code=1"], ["https://app.example.com/cb", "vbscript:x"], ["about:blank"],
            ["intent://x#Intent;end"], ["http://127.0.0.1.evil.example/cb"], ["http://localhost.evil.example/cb"],
            ["http://0.0.0.0/cb"], ["http://2130706433/cb"], ["https:///cb"], ["https:app.example.com/cb"],
        ])
    func redirectURIs(_ uris: [String]) async throws {
        let harness = try await Harness.withPeople()
        for type: JSONValue? in [nil, "native", "web"] {
            let metadata = changed(Self.minimal, ["redirect_uris": .strings(uris), "application_type": type])
            #expect(try await refusal { try await register(harness, metadata) }?.code == .invalidRedirectURI)
        }
    }

    @Test("rule 7: private-use schemes only for application_type native")
    func privateUse() async throws {
        let harness = try await Harness.withPeople()
        let cursor: JSONValue = ["redirect_uris": ["cursor://anysphere.cursor-retrieval/oauth/cb"]]
        #expect(try await register(harness, changed(cursor, ["application_type": "native"]))["client_id"] != nil)
        let web = changed(cursor, ["application_type": "web"])
        #expect(try await refusal { try await register(harness, web) }?.code == .invalidRedirectURI)
    }

    @Test(
        "a stranger registers nothing that it chose to be",
        arguments: [
            "client_id", "client_secret", "registration", "is_first_party", "organization_id", "audience",
            "exchange_targets", "registration_access_token",
        ])
    func chosen(_ name: String) async throws {
        let harness = try await Harness.withPeople()
        let answer = try await register(harness, changed(Self.minimal, [name: "client_1"]))
        #expect(answer[name] != "client_1")
        let id = try #require(answer["client_id"]?.string)
        let kept = try #require(try await harness.storage.client(id: id))
        #expect(kept.registration == .dynamic)
        #expect(kept.organizationID == nil && kept.audience == nil && kept.exchangeTargets.isEmpty)
        #expect(!kept.isFirstParty)
    }

    @Test("RFC 7592 §2.1: reading needs the registration's own token", arguments: [nil, "x", ""])
    func read(_ wrong: String?) async throws {
        let harness = try await Harness.withPeople()
        let (id, token) = try registered(try await register(harness))
        let (otherID, otherToken) = try registered(try await register(harness))
        let answer = try await harness.server.registration(clientID: id, token: token, from: Harness.address)
        #expect(answer["client_id"] == .string(id))
        #expect(answer["redirect_uris"]?.strings == ["https://app.example.com/callback"])
        let attempts = [
            (id, wrong.map { Secret($0) }), (id, otherToken), (otherID, token), ("nobody", token), ("client_1", token),
            ("app_1", token), ("a\u{0}", token),
        ]
        for (id, token) in attempts {
            let error = try await refusal {
                try await harness.server.registration(clientID: id, token: token, from: Harness.address)
            }
            #expect(error?.code == .invalidToken)
            let deletion = try await refusal {
                try await harness.server.deleteRegistration(clientID: id, token: token, from: Harness.address)
            }
            #expect(deletion?.code == .invalidToken)
            let update = try await refusal {
                try await harness.server.updateRegistration(
                    clientID: id, token: token, changed(Self.minimal, ["client_id": .string(id)]), from: Harness.address
                )
            }
            #expect(update?.code == .invalidToken)
        }
        _ = try await harness.server.registration(clientID: id, token: token, from: Harness.address)
    }

    @Test("RFC 7592 §2.2: an update replaces everything; what it leaves out is gone")
    func update() async throws {
        let harness = try await Harness.withPeople()
        let (id, token) = try registered(
            try await register(
                harness, changed(Self.minimal, ["client_name": "Old", "client_uri": "https://old.example"])))
        harness.clock.advance(seconds: 10)
        let answer = try await harness.server.updateRegistration(
            clientID: id, token: token,
            ["client_id": .string(id), "redirect_uris": ["https://new.example.com/cb"], "client_name": "New"],
            from: Harness.address)
        #expect(answer["client_name"] == "New")
        #expect(answer["client_uri"] == nil)
        #expect(answer["redirect_uris"]?.strings == ["https://new.example.com/cb"])
        let old = await harness.server.authorize(query: Harness.query(id), browser: Harness.stranger)
        #expect(old.failure != nil)
    }

    @Test("RFC 7592 §2.2: members that are the server's to set, another client_id and a chosen secret are refused")
    func updateRefused() async throws {
        let harness = try await Harness.withPeople()
        let (id, token) = try registered(try await register(harness))
        let good = changed(Self.minimal, ["client_id": .string(id)])
        let bad: [[String: JSONValue?]] = [
            ["client_id": nil], ["client_id": "client_1"], ["registration_access_token": "x"],
            ["registration_client_uri": "https://x.example"], ["client_secret_expires_at": 5],
            ["client_secret": "chosen-by-the-client"],
        ]
        for changes in bad {
            let error = try await refusal {
                try await harness.server.updateRegistration(
                    clientID: id, token: token, changed(good, changes), from: Harness.address)
            }
            #expect(error?.code == .invalidClientMetadata, "\(changes)")
        }
        let uri = try await refusal {
            try await harness.server.updateRegistration(
                clientID: id, token: token, changed(good, ["redirect_uris": ["javascript:x"]]), from: Harness.address)
        }
        #expect(uri?.code == .invalidRedirectURI)
    }

    @Test("RFC 7592 §2.2: an update may repeat the client's present secret, which it keeps")
    func updateWithOwnSecret() async throws {
        let harness = try await Harness.withPeople()
        let answer = try await register(harness)
        let (id, token) = try registered(answer)
        let secret = try #require(answer["client_secret"])
        _ = try await harness.server.updateRegistration(
            clientID: id, token: token, changed(Self.minimal, ["client_id": .string(id), "client_secret": secret]),
            from: Harness.address)
        let code = try await harness.code(Harness.query(id))
        _ = try await harness.redeem(code, client: id, ["client_secret": secret.string])
    }

    @Test("RFC 7592 §2.3: a removed client is unknown, and so is all that it was granted")
    func delete() async throws {
        let harness = try await Harness.withPeople(clientAudience: Harness.resource)
        let (id, token) = try registered(
            try await register(
                harness,
                changed(
                    Self.minimal,
                    ["token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"]])))
        let code = try await harness.code(Harness.query(id))
        let tokens = try await harness.tokens(id, ["resource": Harness.resource])
        try await harness.server.deleteRegistration(clientID: id, token: token, from: Harness.address)
        #expect(
            try await refusal { try await harness.refresh(tokens.refreshToken, client: id) }?.code == .invalidClient)
        #expect(try await refusal { try await harness.redeem(code, client: id) }?.code == .invalidClient)
        #expect(try await harness.introspect(tokens.accessToken) == ["active": false])
        #expect(harness.server.revocations.isRevoked(anyOf: [tokens.accessToken.claims["sid"]?.string ?? ""]))
        let again = try await refusal {
            try await harness.server.registration(clientID: id, token: token, from: Harness.address)
        }
        #expect(again?.code == .invalidToken)
        #expect(await harness.server.authorize(query: Harness.query(id), browser: Harness.stranger).failure != nil)
    }

    @Test("turned off, nobody registers; who registered before goes on")
    func off() async throws {
        let harness = try await Harness.withPeople { $0.registration.isDynamicOn = false }
        #expect(try await refusal { try await register(harness) } != nil)
        try await harness.addApplication("earlier", registration: .dynamic)
        _ = try await harness.tokens("earlier")
    }

    @Test("registrations are limited for each network, with Retry-After, and others are not concerned")
    func limited() async throws {
        let harness = try await Harness.withPeople()
        var last: OAuthError?
        for index in 0..<61 {
            last = try await refusal { try await register(harness, from: "2001:db8:1:2::\(index)") }
        }
        #expect(last?.code == .tooManyRequests)
        #expect((1...60).contains(last?.retryAfter ?? 0))
        _ = try await register(harness, from: "2001:db8:1:3::1")
        harness.clock.advance(seconds: 60)
        _ = try await register(harness, from: "2001:db8:1:2::1")
    }
}
