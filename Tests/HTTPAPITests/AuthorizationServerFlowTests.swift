import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import Storage
import StorageSQLite
import Testing

@Suite("The authorization server over HTTP, from end to end")
struct AuthorizationServerFlowTests {
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    private static func location(_ changes: [(String, String)] = []) -> String {
        let base = [
            ("response_type", "code"), ("client_id", "app_1"), ("redirect_uri", "https://app.example.com/callback"),
            ("scope", "openid email mcp offline_access"), ("state", "a b&c"),
            ("resource", "https://mcp.example.com/mcp"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256"),
        ]
        let names = Set(changes.map(\.0))
        return "/oauth2/authorize?" + FormURLEncoded.serialize(base.filter { !names.contains($0.0) } + changes)
    }

    private func answer(_ response: TestResponse) throws -> [String: String] {
        let location = try #require(response.headers[.location])
        let query = try #require(location.split(separator: "?", maxSplits: 1).last)
        return Dictionary(try #require(FormURLEncoded.parse(query.utf8)).map { ($0.name, $0.value) }) { $1 }
    }

    @Test("sign-in, consent, code, tokens, userinfo, introspection, refresh, revocation")
    func whole() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let visitor = Visitor(client)
            let signIn = try await visitor.get(Self.location())
            #expect(signIn.status == .ok)
            let signedIn = try await visitor.submit(signIn, "/oauth2/sign-in", ["user": "user_1"])
            #expect(signedIn.status == .seeOther)
            let consent = try await visitor.get(try #require(signedIn.headers[.location]))
            #expect(PageHTML(consent).text.contains("app.example.com"))
            let decided = try await visitor.submit(consent, "/oauth2/consent", ["decision": "approve"])
            let answer = try answer(decided)
            #expect(answer["state"] == "a b&c")
            #expect(answer["iss"] == Harness.issuer)
            let tokens = try await visitor.post(
                "/oauth2/token",
                [
                    ("grant_type", "authorization_code"), ("code", answer["code"] ?? ""), ("client_id", "app_1"),
                    ("redirect_uri", "https://app.example.com/callback"), ("code_verifier", Self.verifier),
                ])
            #expect(tokens.status == .ok)
            #expect(tokens.headers[.cacheControl] == "no-store")
            #expect(tokens.json["token_type"] == "Bearer")
            #expect(tokens.json["id_token"]?.string != nil)
            let access = try #require(tokens.json["access_token"]?.string)
            let refresh = try #require(tokens.json["refresh_token"]?.string)
            let info = try await visitor.get("/oauth2/userinfo", bearer: access)
            #expect(info.json["email"] == "ada@example.com")
            #expect(info.json["sub"] == "user_1")
            let asked = [("client_id", "client_1"), ("client_secret", Harness.secret), ("token", access)]
            #expect(try await visitor.post("/oauth2/introspection", asked).json == ["active": false])
            let rotated = [("grant_type", "refresh_token"), ("client_id", "app_1"), ("refresh_token", refresh)]
            let first = try await visitor.post("/oauth2/token", rotated)
            let again = try await visitor.post("/oauth2/token", rotated)
            #expect(first.status == .ok)
            #expect(first.body == again.body)
            let last = try #require(first.json["refresh_token"]?.string)
            let revoked = try await visitor.post("/oauth2/revoke", [("client_id", "app_1"), ("token", last)])
            #expect(revoked.status == .ok)
            #expect(revoked.body.readableBytes == 0)
            let gone = try await visitor.get("/oauth2/userinfo", bearer: access)
            #expect(gone.status == .unauthorized)
            #expect(gone.headers[.wwwAuthenticate]?.hasPrefix("Bearer error=\"invalid_token\"") == true)
            #expect(try await visitor.post("/oauth2/token", rotated).json["error"] == "invalid_grant")
        }
    }

    @Test("the page of one browser is of no use in another (login and consent CSRF)")
    func crossBrowser() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let attacker = Visitor(client)
            let victim = Visitor(client)
            let page = try await attacker.get(Self.location())
            _ = try await victim.get(Self.location())
            let foreign = try await victim.submit(page, "/oauth2/sign-in", ["user": "user_1"])
            // Nobody is signed in: the victim's browser is sent to a page of its own.
            #expect(foreign.headers[.setCookie]?.contains("session") != true)
            #expect(foreign.status == .forbidden || foreign.headers[.location] == Self.location())
            let own = try await victim.get(Self.location())
            _ = try await victim.submit(own, "/oauth2/sign-in", ["user": "user_1"])
            let consent = try await victim.get(Self.location())
            // The consent page of the victim, posted from the attacker's browser, decides nothing.
            #expect(
                try await attacker.submit(consent, "/oauth2/consent", ["decision": "approve"]).status == .forbidden)
        }
    }

    @Test("a consent page of one request does not approve another one")
    func swapped() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let visitor = Visitor(client)
            _ = try await visitor.submit(try await visitor.get(Self.location()), "/oauth2/sign-in", ["user": "user_1"])
            let consent = try await visitor.get(Self.location([("scope", "mcp")]))
            let wider = Self.location([("scope", "mcp mcp:write")])
            let response = try await visitor.submit(
                consent, "/oauth2/consent", ["decision": "approve", "interaction": wider])
            #expect(response.status == .forbidden)
        }
    }

    @Test("a sign-in gives the browser another session cookie each time")
    func sessions() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let visitor = Visitor(client)
            let location = Self.location([("prompt", "login")])
            var seen: Set<String> = []
            for index in 0..<3 {
                let page = try await visitor.get(Self.location([("prompt", "login"), ("nonce", "\(index)")]))
                _ = try await visitor.submit(page, "/oauth2/sign-in", ["user": "user_1"])
                let session = try #require(visitor.cookies.first { $0.key.contains("session") }?.value)
                #expect(seen.insert(session).inserted)
            }
            #expect(try await visitor.get(location).status == .ok)
        }
    }

    @Test("RFC 6749 §3.1.2.3 and rule 7: an error page has no Location, and redirects only lead to registered URIs")
    func noOpenRedirect() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let visitor = Visitor(client)
            for uri in ["https://evil.example/", "//evil.example", "https://app.example.com/callback.evil.example"] {
                let response = try await visitor.get(Self.location([("redirect_uri", uri), ("scope", "admin")]))
                #expect(response.status == .badRequest)
                #expect(response.headers[.location] == nil)
                #expect(!String(buffer: response.body).contains("href=\"\(uri)"))
            }
            let response = try await visitor.get(Self.location([("scope", "admin")]))
            #expect(try answer(response)["error"] == "invalid_scope")
        }
    }
}
