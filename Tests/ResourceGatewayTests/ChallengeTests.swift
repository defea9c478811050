import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("Challenges")
struct ChallengeTests {
    private static let metadata = "https://mcp.example.com/.well-known/oauth-protected-resource/mcp"

    private func withGateway(
        options: GatewayHarness.Options = .init(), _ body: @escaping @Sendable (GatewayHarness) async throws -> Void
    ) async throws {
        try await ScriptedUpstream.with(ScriptedUpstream.echo) { upstream in
            try await GatewayHarness.with(upstream: upstream.port, options: options, body)
        }
    }

    @Test("RFC 6750 §3.1: no error parameter when no credentials were sent; the metadata URL is absolute")
    func noCredentials() async throws {
        try await withGateway { gateway async throws in
            let response = try await gateway.exchange(gateway.request(authorization: nil))
            #expect(response.status == 401)
            #expect(
                response.header("WWW-Authenticate")
                    == #"Bearer resource_metadata="\#(Self.metadata)", scope="mcp""#)
            #expect(response.header("X-Request-ID") != nil)
        }
    }

    @Test("RFC 6750 §3.1: another scheme than ours counts as no credentials")
    func otherScheme() async throws {
        try await withGateway { gateway async throws in
            let response = try await gateway.exchange(gateway.request(authorization: "Basic eDp5"))
            #expect(response.status == 401)
            #expect(response.header("WWW-Authenticate")?.contains("error") == false)
        }
    }

    @Test("RFC 6750 §3.1: a token that does not do is invalid_token, without a word on why")
    func badTokens() async throws {
        try await withGateway { gateway async throws in
            let maker = TokenMaker(clock: gateway.clock)
            let past = JSONValue.integer(gateway.clock.now().seconds - 31)
            let tokens = [
                "garbage", "a.b.c", "sk_unknown", try await maker.token(["exp": past]),
                try await maker.token(["aud": "https://other.example"]), try await maker.token(without: ["exp"]),
                try await maker.token(["iss": "https://auth.example.com/"]),
            ]
            var challenges: Set<String?> = []
            for token in tokens {
                let response = try await gateway.exchange(gateway.request(authorization: "Bearer \(token)"))
                #expect(response.status == 401)
                challenges.insert(response.header("WWW-Authenticate"))
            }
            #expect(challenges.count == 1)
            #expect(challenges.first??.hasPrefix(#"Bearer error="invalid_token", error_description=""#) == true)
            #expect(challenges.first??.contains(#"resource_metadata="\#(Self.metadata)""#) == true)
        }
    }

    @Test(
        "RFC 6750 §3.1: a malformed request is 400 invalid_request",
        arguments: [
            ("/mcp?access_token=x", "Bearer x"), ("/mcp?a=1&access%5Ftoken=x", nil), ("/mcp", "Bearer"),
            ("/mcp", "Bearer a b"), ("/mcp", "Bearer a\r\nAuthorization: Bearer b"), ("/mcp", "Bearer a,b"),
        ] as [(String, String?)])
    func malformed(path: String, authorization: String?) async throws {
        try await withGateway { gateway async throws in
            let response = try await gateway.exchange(gateway.request(path: path, authorization: authorization))
            #expect(response.status == 400)
            #expect(response.header("WWW-Authenticate")?.contains(#"error="invalid_request""#) == true)
        }
    }

    @Test("RFC 6750 §3.1: too little scope is 403 insufficient_scope with all that is needed")
    func insufficientScope() async throws {
        var options = GatewayHarness.Options()
        options.requiredScopes = ["mcp", "mcp:write"]
        try await withGateway(options: options) { gateway async throws in
            let response = try await gateway.exchange(gateway.request())
            #expect(response.status == 403)
            let challenge = response.header("WWW-Authenticate") ?? ""
            #expect(challenge.contains(#"error="insufficient_scope""#))
            #expect(challenge.contains(#"scope="mcp mcp:write""#))
            #expect(challenge.contains("resource_metadata="))
        }
    }

    @Test("no verdict is 503 with Retry-After and no challenge, never a 401 that makes clients throw tokens away")
    func unavailable() async throws {
        var options = GatewayHarness.Options()
        options.keys = FetchedKeys(keys: nil)
        try await withGateway(options: options) { gateway async throws in
            for authorization in ["", "Bearer sk_unreachable"] {
                let response = try await gateway.exchange(gateway.request(authorization: authorization))
                #expect(response.status == 503)
                #expect(response.header("Retry-After") != nil)
                #expect(response.header("WWW-Authenticate") == nil)
            }
        }
    }

    @Test("a verdict that must be waited for lets the request through, body and all")
    func fetchedKeys() async throws {
        var options = GatewayHarness.Options()
        let keys = JSONWebKeySet([try await TestKeys.trusted().publicKey])
        options.keys = FetchedKeys(keys: keys)
        try await withGateway(options: options) { gateway async throws in
            let response = try await gateway.exchange(gateway.request(body: #"{"hello":1}"#))
            #expect(response.status == 200)
            #expect(response.body.hasSuffix(#"{"hello":1}"#))
        }
    }

    @Test("a cached verdict ends with the token")
    func cacheExpiry() async throws {
        try await withGateway { gateway async throws in
            #expect(try await gateway.exchange(gateway.request()).status == 200)
            #expect(try await gateway.exchange(gateway.request()).status == 200)
            gateway.clock.advance(seconds: 600 + 30)
            #expect(try await gateway.exchange(gateway.request()).status == 401)
        }
    }
}
