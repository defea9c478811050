import AuthorizationServer
import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("Client credentials grant")
struct ClientCredentialsTests {
    @Test("RFC 9068 §2: a token has the claims of a JWT access token, about the client itself")
    func claims() async throws {
        let harness = try await Harness()
        let response = try await harness.token(("resource", Harness.resource))
        let token = try await harness.claims(response, audience: Harness.resource)
        #expect(token.subject == "client_1")
        #expect(token.claims["client_id"] == "client_1")
        #expect(token.claims["aud"] == .string(Harness.resource))
        #expect(token.claims["org_id"] == "org_1")
        #expect(token.claims["iat"] == .integer(harness.clock.now().seconds))
        #expect(token.claims["exp"] == .integer(harness.clock.now().seconds + 3600))
        #expect(token.claims["jti"]?.string?.hasPrefix("token_") == true)
        #expect(token.scopes.values == ["mcp", "mcp:write"])
        #expect(response.json["expires_in"] == 3600)
        #expect(response.json["token_type"] == "Bearer")
    }

    @Test("RFC 9068 §2.1: the header says at+jwt and names the key by its RFC 7638 thumbprint")
    func header() async throws {
        let harness = try await Harness()
        let response = try await harness.token()
        let token = try #require(response.accessToken.withBytes { UnverifiedToken(compact: $0) })
        #expect(token.header["typ"] == "at+jwt")
        let keys = try #require(JSONWebKeySet(json: try await harness.server.jsonWebKeySet()))
        #expect(token.keyID == keys.keys.first?.thumbprint)
    }

    @Test("no two tokens have one jti")
    func unique() async throws {
        let harness = try await Harness()
        var identifiers: Set<String> = []
        for _ in 0..<20 {
            let token = try await harness.claims(try await harness.token(), audience: "client_1")
            identifiers.insert(token.claims["jti"]?.string ?? "")
        }
        #expect(identifiers.count == 20)
    }

    @Test("RFC 6749 §3.3: scopes may be narrowed")
    func narrowing() async throws {
        let response = try await Harness().token(("scope", "mcp"))
        #expect(response.json["scope"] == "mcp")
    }

    @Test("RFC 6749 §5.2: more scope than was granted is invalid_scope", arguments: ["admin", "mcp admin", "MCP"])
    func widening(scope: String) async throws {
        let harness = try await Harness()
        await #expect(throws: OAuthError(.invalidScope, "")) { try await harness.token(("scope", scope)) }
    }

    @Test("RFC 6749 §3.2: an empty scope parameter counts as absent")
    func emptyScope() async throws {
        let response = try await Harness().token(("scope", ""))
        #expect(response.scope.values == ["mcp", "mcp:write"])
    }

    @Test("with the option there is scp, an array, beside scope", arguments: [false, true])
    func scp(isOn: Bool) async throws {
        let harness = try await Harness { $0.hasSCPClaim = isOn }
        let token = try await harness.claims(harness.token(), audience: "client_1")
        #expect(token.claims["scope"] == "mcp mcp:write")
        #expect(token.claims["scp"] == (isOn ? ["mcp", "mcp:write"] : nil))
    }

    @Test("an organization or audience in the request is ignored")
    func callersWord() async throws {
        let harness = try await Harness()
        let response = try await harness.token(("organization_id", "org_2"), ("audience", "https://evil.example"))
        let token = try await harness.claims(response, audience: "client_1")
        #expect(token.claims["org_id"] == "org_1")
    }

    @Test(
        "RFC 6749 §5.2: other grants are unsupported_grant_type",
        arguments: ["password", "implicit", "CLIENT_CREDENTIALS", "urn:ietf:params:oauth:grant-type:saml2-bearer"])
    func otherGrants(grant: String) async throws {
        let harness = try await Harness()
        let request = try TokenRequest(parameters: [
            ("grant_type", grant), ("client_id", "client_1"), ("client_secret", Harness.secret.revealed()),
        ])
        await #expect(throws: OAuthError(.unsupportedGrantType, "")) {
            try await harness.server.token(request, authorization: nil, from: Harness.address)
        }
    }
}
