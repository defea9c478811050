import AuthorizationServer
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("Client authentication (RFC 6749 §2.3)")
struct ClientAuthenticationTests {
    private func request(_ parameters: [(String, String)]) throws -> TokenRequest {
        try TokenRequest(
            parameters: [(name: "grant_type", value: "client_credentials")] + parameters.map { ($0.0, $0.1) })
    }

    private func basic(_ id: String, _ secret: String) -> String {
        let pair = "\(FormURLEncoded.encodeComponent(id)):\(FormURLEncoded.encodeComponent(secret))"
        return "Basic " + Base64.encode(Array(pair.utf8), .standard)
    }

    @Test("client_secret_basic")
    func basicMethod() async throws {
        let harness = try await Harness()
        _ = try await harness.server.token(
            request([]), authorization: basic("client_1", Harness.secret.revealed()), from: Harness.address)
    }

    @Test("a secret's last use is remembered once a minute, and a refused one's not")
    func lastUse() async throws {
        let harness = try await Harness()
        func lastUse() async throws -> Timestamp? {
            try await harness.storage.secrets(ofClient: "client_1").compactMap(\.lastUsedAt).max()
        }
        func authenticate(_ secret: String) async {
            _ = try? await harness.server.token(
                request([]), authorization: basic("client_1", secret), from: Harness.address)
        }
        await authenticate("wrong")
        #expect(try await lastUse() == nil)
        let first = harness.clock.now()
        for seconds: Int64 in [0, 59] {
            harness.clock.advance(seconds: seconds)
            await authenticate(Harness.secret.revealed())
            #expect(try await lastUse() == first)
        }
        harness.clock.advance(seconds: 1)
        await authenticate(Harness.secret.revealed())
        #expect(try await lastUse() == harness.clock.now())
    }

    @Test(
        "a wrong secret and an unknown client are the same invalid_client",
        arguments: [("client_1", "wrong"), ("client_2", "a-secret-with-enough-bits-in-it-0123456789"), ("", "x")])
    func refused(id: String, secret: String) async throws {
        let harness = try await Harness()
        var errors: [OAuthError] = []
        for (body, header) in [([("client_id", id), ("client_secret", secret)], nil), ([], basic(id, secret))] {
            do {
                _ = try await harness.server.token(request(body), authorization: header, from: Harness.address)
            } catch let error as OAuthError {
                errors.append(error)
            }
        }
        #expect(errors.map(\.code) == [.invalidClient, .invalidClient])
        if !id.isEmpty { #expect(Set(errors.map(\.description)) == ["Client authentication failed"]) }
    }

    @Test("no credentials, or a client_id alone, is invalid_client", arguments: [[], [("client_id", "client_1")]])
    func missing(_ parameters: [(String, String)]) async throws {
        let harness = try await Harness()
        let request = try request(parameters)
        await #expect(throws: OAuthError(.invalidClient, "")) {
            try await harness.server.token(request, authorization: nil, from: Harness.address)
        }
    }

    @Test("every secret of a client works")
    func severalSecrets() async throws {
        let harness = try await Harness()
        let client = Client(
            id: "conn_app_2", clientID: "client_2", name: "Two", organizationID: "org_1", scopes: .none,
            createdAt: harness.clock.now())
        let secrets = ["first-secret-0123456789012345", "second-secret-012345678901234"]
        try await harness.storage.insert(
            client,
            secrets: secrets.enumerated().map { index, secret in
                ClientSecret(
                    id: "s\(index)", clientID: "client_2", hash: SecretHash(Secret(secret)),
                    createdAt: harness.clock.now())
            })
        for secret in secrets {
            _ = try await harness.server.token(
                request([("client_id", "client_2"), ("client_secret", secret)]), authorization: nil,
                from: Harness.address)
        }
    }

    @Test("a database that cannot be reached is temporarily_unavailable and no verdict on the client")
    func storageDown() async throws {
        let harness = try await Harness()
        try await harness.storage.close()
        let request = try request([("client_id", "client_1"), ("client_secret", "x")])
        await #expect(throws: OAuthError(.temporarilyUnavailable, "")) {
            try await harness.server.token(request, authorization: nil, from: Harness.address)
        }
    }
}
