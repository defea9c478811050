import JSON
import OAuth
import Storage
import TestSupport
import TestSupport
import Testing
import WorkOSEmulator

@Suite("What an environment has: redirect URIs, CORS origins, a JWT template")
struct EnvironmentTests {
    @Test("the first redirect URI is the default; none stands twice; each can be deleted")
    func redirectURIs() async throws {
        let emulator = try await Harness()
        let path = "/user_management/redirect_uris"
        let answer = try await emulator.call(.post, path, ["uri": "https://a.example/callback"])
        #expect(answer.status == 201)
        let first = try #require(answer.json?.object)
        #expect(first.names == ["object", "id", "uri", "default", "created_at", "updated_at"])
        #expect(first["default"] == true && first["id"]?.string?.hasPrefix("redir_") == true)
        #expect(try await emulator.json(.post, path, ["uri": "http://127.0.0.1/callback"])["default"] == false)
        #expect(try await emulator.error(.post, path, ["uri": "https://a.example/callback"]).status == .unprocessable)
        for uri: JSONValue? in [nil, 7, "", "callback", "javascript:alert(1)", "http://a.example/", "https://a/\u{0}"] {
            var body: JSONObject = [:]
            body["uri"] = uri
            #expect(try await emulator.error(.post, path, body).status == .unprocessable)
        }
        #expect(try await emulator.json(.get, path)["data"]?.array?.count == 2)
        let id = try #require(first["id"]?.string)
        #expect(try await emulator.call(.delete, "\(path)/\(id)").status == 204)
        #expect(try await emulator.error(.delete, "\(path)/\(id)").status == .notFound)
    }

    @Test("a CORS origin is kept as browsers write it, and allowed from then on")
    func corsOrigins() async throws {
        let emulator = try await Harness()
        let path = "/user_management/cors_origins"
        #expect(try await !emulator.context.isAllowedOrigin("https://app.example"))
        let answer = try await emulator.call(.post, path, ["origin": "https://App.example/"])
        #expect(answer.status == 201)
        #expect(answer.json?["origin"] == "https://app.example")
        #expect(try await emulator.context.isAllowedOrigin("https://app.example"))
        for other in ["http://app.example", "https://app.example:8443", "https://app.example.evil.example", "null", ""]
        {
            #expect(try await !emulator.context.isAllowedOrigin(other))
        }
        let error = try await emulator.error(.post, path, ["origin": "https://app.example"])
        #expect(error.status == .conflict && error.code == "duplicate_cors_origin")
        for origin: JSONValue? in [nil, 1, "", "*", "app.example", "https://a.example/path", "ftp://a.example"] {
            var body: JSONObject = [:]
            body["origin"] = origin
            #expect(try await emulator.error(.post, path, body).status == .unprocessable)
        }
        #expect(try await emulator.json(.get, path)["data"]?.array?.count == 1)
    }

    @Test("there is one JWT template: PUT makes and replaces it")
    func template() async throws {
        let emulator = try await Harness()
        let path = "/user_management/jwt_template"
        #expect(try await emulator.error(.get, path).status == .notFound)
        let made = try await emulator.call(.put, path, ["content": #"{"mail": {{user.email}}}"#])
        #expect(made.status == 200)
        #expect(made.json?.object?.names == ["object", "content", "created_at", "updated_at"])
        emulator.clock.advance(seconds: 1)
        let replaced = try await emulator.json(.put, path, ["content": "{}"])
        #expect(replaced["content"] == "{}" && replaced["created_at"] == made.json?["created_at"])
        #expect(replaced["updated_at"] != made.json?["updated_at"])
        #expect(try await emulator.json(.get, path) == replaced)
        for content: JSONValue? in [nil, 7, "", "[]", #"{"sub": "x"}"#, #"{"a": {{user.email}"#] {
            var body: JSONObject = [:]
            body["content"] = content
            let error = try await emulator.error(.put, path, body)
            #expect(error.status == .unprocessable && error.code == "invalid_request_parameters")
        }
        #expect(try await emulator.json(.get, path) == replaced)
    }
}

@Suite("JWT templates")
struct JWTTemplateTests {
    private static let values: JSONObject = [
        "user": [
            "email": "ada@example.com", "first_name": "Ada", "last_name": .null,
            "metadata": ["team": "A \"quoted\" \\ team", "levels": [1, 2]],
        ],
        "organization": ["domains": [["domain": "acme.example"]]],
    ]

    static let good: [(String, JSONObject)] = [
        ("{}", [:]),
        (#"{"mail": {{ user.email }}}"#, ["mail": "ada@example.com"]),
        (#"{"mail": "{{user.email}}"}"#, ["mail": "ada@example.com"]),
        (#"{"name": "{{user.first_name}} {{ user.last_name || 'Unknown' }}"}"#, ["name": "Ada Unknown"]),
        (#"{"none": {{ user.last_name }}}"#, [:]),
        (#"{"nick": {{ user.metadata.nick || user.email }}}"#, ["nick": "ada@example.com"]),
        (#"{"team": "<{{user.metadata.team}}>"}"#, ["team": #"<A "quoted" \ team>"#]),
        (#"{"levels": {{user.metadata.levels}}}"#, ["levels": [1, 2]]),
        (#"{"domain": {{organization.domains.0.domain}}}"#, ["domain": "acme.example"]),
        (#"{"domain": "{{organization.domains.7.domain}}"}"#, ["domain": ""]),
        (#"{"a": {{ user.none || 7 }}, "b": {{ user.none || true }}}"#, ["a": 7, "b": true]),
    ]

    @Test("expressions stand for values, inside texts and outside", arguments: good)
    func rendering(content: String, claims: JSONObject) throws {
        #expect(try JWTTemplate(content).claims(JWTTemplateTests.values) == claims)
    }

    static let bad = [
        "", "text", "[]", "{{user}}", #"{"a": {{user.email}"#, #"{"a": {{ 'open }}}"#, #"{"a": {{ secrets.key }}}"#,
        #"{"a": {{ user..email }}}"#, #"{"a": {{ }}}"#, #"{"iss": "x"}"#, #"{"org_id": {{user.email}}}"#,
        #"{"a": {{user.email}} {{user.email}}}"#, #"{"a": "\{{user.email}}"}"#, #"{"a": {{ user.email | upcase }}}"#,
    ]

    @Test("what is no template, or sets a claim that is the server's, is refused", arguments: bad)
    func refusal(content: String) {
        #expect(throws: JWTTemplate.Problem.self) { try JWTTemplate(content) }
    }

    @Test("claims that no header would hold are none")
    func size() throws {
        let members = (0..<300).map { "\"c\($0)\": {{user.bio}}" }.joined(separator: ",")
        let template = try JWTTemplate("{\(members)}")
        let long: JSONObject = ["user": ["bio": .string(String(repeating: "x", count: 600))]]
        #expect(throws: JWTTemplate.Problem.self) { try template.claims(long) }
        #expect(try template.claims(["user": ["bio": "x"]]).members.count == 300)
    }

    @Test("a value cannot break out of the text it stands in, nor add claims")
    func injection() throws {
        let template = try JWTTemplate(#"{"name": "{{user.first_name}}"}"#)
        let evil: JSONObject = ["user": ["first_name": #"x", "role": "admin"#]]
        #expect(try template.claims(evil) == ["name": #"x", "role": "admin"#])
        #expect(throws: JWTTemplate.Problem.self) { try template.claims(["user": ["first_name": ["a"]]]) }
        let named = try JWTTemplate(#"{"{{user.first_name}}": 1}"#)
        #expect(try named.claims(["user": ["first_name": "team"]]) == ["team": 1])
        #expect(try named.claims(["user": ["first_name": "permissions"]]) == [:])
    }
}
