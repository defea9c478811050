import AuthorizationServer
import JSON
import OAuth
import Testing

@Suite("Resource indicators (RFC 8707, rule 5), one precedence for every grant")
struct ResourceIndicatorTests {
    private static let wildcard = "https://*.example.com/mcp"
    private static let own = "https://own.example.net/api"

    enum Way: CaseIterable { case clientCredentials, authorizationCode, device, jwtBearer }

    private func start(
        resources: [String], audience: String? = own, defaultAudience: String? = nil
    ) async throws -> Harness {
        let harness = try await Harness.withPeople(
            resources: resources, defaultAudience: defaultAudience, trustedIssuers: [try await Enterprise.issuer()])
        try await harness.addApplication(
            "web", methods: [.clientSecretPost],
            grants: [.authorizationCode, .clientCredentials, .deviceCode, .jwtBearer, .refreshToken], scopes: ["mcp"],
            audience: audience, organizationID: "org_1")
        return harness
    }

    /// The audience that a request for these resources gets.
    private func audience(_ harness: Harness, _ way: Way, _ resources: [String]) async throws -> String? {
        let named = resources.map { ("resource", $0) }
        let secret = [("client_id", "web"), ("client_secret", Harness.secret.revealed())]
        let response: TokenResponse
        switch way {
        case .clientCredentials:
            response = try await harness.post([("grant_type", "client_credentials")] + secret + named)
        case .authorizationCode:
            let query = Harness.query("web") + named.map { "&" + FormURLEncoded.serialize([$0]) }.joined()
            let browser = try await harness.signIn(for: query)
            let outcome = await harness.server.decide(query: query, approved: true, browser: browser)
            guard let code = outcome.answer["code"] else {
                throw OAuthError(OAuthError.Code(rawValue: outcome.answer["error"] ?? ""), "")
            }
            response = try await harness.redeem(code, client: "web", ["client_secret": Harness.secret.revealed()])
            let again = try await harness.refresh(
                response.refreshToken, client: "web", ["client_secret": Harness.secret.revealed()])
            #expect(again.accessToken.claims["aud"] == response.accessToken.claims["aud"])
        case .device:
            let begun = try await harness.server.authorizeDevice(
                DeviceAuthorizationRequest(parameters: (secret + named).map { (name: $0.0, value: $0.1) }),
                authorization: nil, from: Harness.address)
            _ = await harness.server.decideDevice(
                userCode: begun.userCode, organizationID: nil, approved: true, browser: try await harness.signIn())
            response = try await harness.post(
                [("grant_type", Harness.device), ("device_code", begun.deviceCode.revealed())] + secret)
        case .jwtBearer:
            let assertion = try await Enterprise.assertion(harness, client: "web")
            response = try await harness.post(
                [("grant_type", GrantType.jwtBearer.rawValue), ("assertion", assertion.revealed())] + secret + named)
        }
        return response.accessToken.claims["aud"]?.string
    }

    @Test(
        "(a) a requested resource that is configured, or the application's own audience, is the audience",
        arguments: Way.allCases)
    func requested(_ way: Way) async throws {
        let harness = try await start(
            resources: [Harness.resource, Self.wildcard], defaultAudience: "https://d.example")
        for resource in [Harness.resource, "https://a.example.com/mcp", "https://x-1.example.com/mcp", Self.own] {
            #expect(try await audience(harness, way, [resource]) == resource)
        }
        #expect(try await audience(harness, way, [Self.own, Self.own]) == Self.own)
    }

    @Test("(b) any other one is invalid_target, where indicators are configured", arguments: Way.allCases)
    func other(_ way: Way) async throws {
        let harness = try await start(
            resources: [Harness.resource, Self.wildcard], defaultAudience: "https://d.example")
        for resource in [
            "https://evil.example/mcp", "https://a.b.example.com/mcp", "https://example.com/mcp",
            "https://.example.com/mcp",
            "https://evil.com/.example.com/mcp", "https://a.example.com/mcp/", "https://a.example.com/mcp?x",
            "https://a.example.com/mcp#f", "http://a.example.com/mcp", "https://A.example.com/mcp",
            "https://*.example.com/mcp", "https://a.example.com:443/mcp", "https://u@a.example.com/mcp",
            "https://evil.com?.example.com/mcp", "https://evil.com%2f.example.com/mcp", "https://d.example",
            "urn:x:y", "web", "relative",
        ] {
            let error = try await refusal { try await audience(harness, way, [resource]) }
            #expect(error?.code == .invalidTarget, "\(resource)")
        }
        let two = try await refusal { try await audience(harness, way, [Harness.resource, Self.own]) }
        #expect(two?.code == .invalidTarget)
    }

    @Test(
        "(c) none requested: the application's audience, else the default one, else the client_id",
        arguments: Way.allCases)
    func absent(_ way: Way) async throws {
        let own = try await start(resources: [Harness.resource], defaultAudience: "https://d.example")
        #expect(try await audience(own, way, []) == Self.own)
        #expect(try await audience(own, way, [""]) == Self.own)
        let standard = try await start(
            resources: [Harness.resource], audience: nil, defaultAudience: "https://d.example")
        #expect(try await audience(standard, way, []) == "https://d.example")
        let bare = try await start(resources: [Harness.resource], audience: nil)
        #expect(try await audience(bare, way, []) == "web")
    }

    @Test("(c) no indicators configured: a request changes nothing, and is never signed", arguments: Way.allCases)
    func unconfigured(_ way: Way) async throws {
        let bare = try await start(resources: [], audience: nil, defaultAudience: "https://d.example")
        #expect(try await audience(bare, way, ["https://evil.example"]) == "https://d.example")
        let own = try await start(resources: [])
        #expect(try await audience(own, way, ["https://evil.example"]) == Self.own)
        #expect(try await audience(own, way, [Self.own]) == Self.own)
    }

    @Test("(a) an application's own audience need not be a URI", arguments: Way.allCases)
    func ownName(_ way: Way) async throws {
        let harness = try await start(resources: [Harness.resource], audience: "vault")
        #expect(try await audience(harness, way, ["vault"]) == "vault")
    }

    @Test(
        "RFC 8707 §2.2: the token request of a code may repeat its resource and name no other, which does not use it up"
    )
    func tokenRequest() async throws {
        let harness = try await start(resources: [Harness.resource, Self.wildcard])
        let code = try await harness.code(Harness.query("app_1", ["resource": Harness.resource]))
        for other in ["https://a.example.com/mcp", "https://evil.example", "app_1"] {
            let error = try await refusal { try await harness.redeem(code, ["resource": other]) }
            #expect(error?.code == .invalidTarget)
        }
        let tokens = try await harness.redeem(code, ["resource": Harness.resource])
        #expect(tokens.accessToken.claims["aud"] == .string(Harness.resource))
    }

    @Test("RFC 8707 §2.2: nor may the poll of a device, which does not use it up")
    func devicePoll() async throws {
        let harness = try await start(resources: [Harness.resource, Self.wildcard])
        let begun = try await harness.beginDevice(["resource": Harness.resource])
        let browser = try await harness.signIn()
        _ = await harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: true, browser: browser)
        for other in ["https://a.example.com/mcp", "https://evil.example"] {
            let error = try await refusal { try await harness.poll(begun, ["resource": other]) }
            #expect(error?.code == .invalidTarget)
        }
        let tokens = try await harness.poll(begun, ["resource": Harness.resource])
        #expect(tokens.accessToken.claims["aud"] == .string(Harness.resource))
    }

    @Test(
        "organization_id and audience of a token request are ignored",
        arguments: [Way.clientCredentials, .authorizationCode])
    func ignored(_ way: Way) async throws {
        let harness = try await start(resources: [Harness.resource])
        let extra: [String: String?] = ["organization_id": "org_2", "audience": "https://evil.example"]
        let secret: [String: String?] = ["client_secret": Harness.secret.revealed()]
        let response: TokenResponse
        if way == .clientCredentials {
            response = try await harness.post(
                Harness.changed(
                    [("grant_type", "client_credentials"), ("client_id", "web")], extra.merging(secret) { $1 }))
        } else {
            response = try await harness.redeem(
                try await harness.code(Harness.query("web")), client: "web", extra.merging(secret) { $1 })
        }
        #expect(response.accessToken.claims["aud"] == .string(Self.own))
        #expect(response.accessToken.claims["org_id"] == "org_1")
    }
}
