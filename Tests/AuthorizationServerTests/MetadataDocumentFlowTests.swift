import AuthorizationServer
import Encryption
import JOSE
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Clients with a metadata document, from request to tokens (Client ID Metadata Document draft, rule 6)")
struct MetadataDocumentFlowTests {
    private static let client = "https://client.example/oauth/client.json"
    private static let redirect = "https://client.example/callback"

    private func start() async throws -> (Harness, MetadataDocumentHost) {
        let host = MetadataDocumentHost()
        return (try await Harness.withPeople(fetcher: host), host)
    }

    private func query(_ changes: [String: String?] = [:]) -> String {
        Harness.query(Self.client, ["redirect_uri": Self.redirect].merging(changes) { $1 })
    }

    @Test("the whole flow of a public client; consent names it by its document, and is asked each time")
    func flow() async throws {
        let (harness, _) = try await start()
        for state in ["1", "2"] {
            let query = query(["state": state, "scope": "mcp offline_access"])
            let browser = try await harness.signIn(for: query)
            let prompt = try #require(await harness.server.authorize(query: query, browser: browser).consent)
            #expect(prompt.clientID == Self.client)
            #expect(prompt.registration == .metadataDocument)
            let code = try await harness.code(query, at: browser)
            let tokens = try await harness.redeem(code, client: Self.client, ["redirect_uri": Self.redirect])
            #expect(tokens.accessToken.claims["client_id"] == .string(Self.client))
            #expect(tokens.accessToken.claims["aud"] == .string(Self.client))
            let second = try await harness.refresh(tokens.refreshToken, client: Self.client)
            #expect(second.refreshToken != tokens.refreshToken)
        }
    }

    @Test(
        "a document that will not do, or is not there, shows a page, and nothing is redirected",
        arguments: [
            MetadataDocumentHost.Answer.status(404), .status(302), .document("https://other.example/client.json"),
            .text("{}"), .text("not json"), .failure(.forbiddenAddress), .failure(.timedOut),
            .text(
                #"{"client_id":"https://client.example/oauth/client.json","redirect_uris":["https://client.example/callback"],"client_secret":"x"}"#
            ),
            .text(
                #"{"client_id":"https://client.example/oauth/client.json","redirect_uris":["https://client.example/callback"],"token_endpoint_auth_method":"client_secret_post"}"#
            ),
            .text(
                #"{"client_id":"https://client.example/oauth/client.json","redirect_uris":["https://evil.example/callback"]}"#
            ),
        ])
    func badDocument(_ answer: MetadataDocumentHost.Answer) async throws {
        let (harness, host) = try await start()
        host.answer(Self.client, answer)
        for changes in [[:], ["scope": "admin"], ["prompt": "none"]] as [[String: String?]] {
            let outcome = await harness.server.authorize(query: query(changes), browser: Harness.stranger)
            #expect(outcome.failure != nil)
        }
    }

    @Test("at the token endpoint an outage of the client's host is 503, and a withdrawn document 401 invalid_client")
    func tokenEndpoint() async throws {
        let (harness, host) = try await start()
        let code = try await harness.code(query(["scope": "mcp offline_access"]))
        let tokens = try await harness.redeem(code, client: Self.client, ["redirect_uri": Self.redirect])
        host.answer(Self.client, .failure(.timedOut))
        harness.clock.advance(seconds: 2 * 86_400)
        let outage = try await refusal { try await harness.refresh(tokens.refreshToken, client: Self.client) }
        #expect(outage?.code == .temporarilyUnavailable)
        host.answer(Self.client, .status(410))
        harness.clock.advance(seconds: 60)
        let gone = try await refusal { try await harness.refresh(tokens.refreshToken, client: Self.client) }
        #expect(gone?.code == .invalidClient)
        host.answer(Self.client, nil)
        harness.clock.advance(seconds: 60)
        _ = try await harness.refresh(tokens.refreshToken, client: Self.client)
    }

    @Test("private_key_jwt with the keys of the document; no secret and no bare client_id then")
    func privateKey() async throws {
        let (harness, host) = try await start()
        let keys = JSONWebKeySet([try await TestKeys.elliptic().publicKey]).json
        let document: JSONValue = [
            "client_id": .string(Self.client), "redirect_uris": [.string(Self.redirect)], "jwks": keys,
            "token_endpoint_auth_method": "private_key_jwt",
        ]
        host.answer(Self.client, .text(document.serializedString()))
        let code = try await harness.code(query())
        let bare = try await refusal {
            try await harness.redeem(code, client: Self.client, ["redirect_uri": Self.redirect])
        }
        #expect(bare?.code == .invalidClient)
        let now = harness.clock.now().seconds
        let assertion = try await TestKeys.elliptic().token(
            type: "JWT",
            claims: [
                "iss": .string(Self.client), "sub": .string(Self.client), "aud": .string(Harness.issuer),
                "iat": .integer(now), "exp": .integer(now + 60), "jti": "1",
            ])
        let tokens = try await harness.redeem(
            code, client: Self.client,
            [
                "redirect_uri": Self.redirect, "client_assertion": assertion.revealed(), "client_id": nil,
                "client_assertion_type": ClientAuthenticationParameters.assertionType,
            ])
        #expect(tokens.accessToken.claims["client_id"] == .string(Self.client))
    }

    @Test("turned off, a URL is an unknown client and nothing is fetched")
    func off() async throws {
        let host = MetadataDocumentHost()
        let harness = try await Harness.withPeople(fetcher: host) { $0.registration.areMetadataDocumentsOn = false }
        #expect(await harness.server.authorize(query: query(), browser: Harness.stranger).failure != nil)
        #expect(try await refusal { try await harness.redeem("x", client: Self.client) }?.code == .invalidClient)
        #expect(host.count == 0)
    }

    @Test(
        "a stranger cannot make this server fetch by what is no such client_id",
        arguments: [
            "http://client.example/client.json", "https://client.example", "https://client.example/",
            "ftp://client.example/x",
            "https://client.example/a/../b", "https://client.example/x?y", "https://client.example/x#y",
            "https://user@client.example/x", "https://client.example/%00",
        ])
    func noFetch(_ id: String) async throws {
        let (harness, host) = try await start()
        #expect(await harness.server.authorize(query: Harness.query(id), browser: Harness.stranger).failure != nil)
        #expect(try await refusal { try await harness.redeem("x", client: id) } != nil)
        #expect(host.count == 0)
    }
}
