import OAuth
import Testing
import WorkOSEmulator

@Suite("A seed file that is good")
struct SeedReaderTests {
    private static let yaml = """
        # Everything that can be said.
        organizations:
          - id: org_acme
            name: Acme
          - name: "Globex"
        connectApplications:
          - name: Agent
            type: m2m
            organization: Globex
            description: Calls tools
            scopes: [mcp, "mcp:write"]
            audience: https://mcp.example.com/mcp
            client_id: client_agent
            client_secret: a-secret-of-22-or-more
          - name: Other
            organization_id: org_acme
        apiKeys:
          - name: CI
            organization_id: org_acme
            value: sk_test_ci
            permissions:
              - mcp
            expires_at: 2027-01-15T12:00:00Z
          - name: Forever
            organization: Acme
            value: 'sk_test_forever'
        """

    private static let json = #"""
        {
        	"organizations": [{"id": "org_acme", "name": "Acme"}, {"name": "Globex"}],
        	"connectApplications": [
        		{"name": "Agent", "type": "m2m", "organization": "Globex", "description": "Calls tools",
        		 "scopes": ["mcp", "mcp:write"], "audience": "https:\/\/mcp.example.com\/mcp",
        		 "client_id": "client_agent", "client_secret": "a-secret-of-22-or-more"},
        		{"name": "Other", "organization_id": "org_acme"}
        	],
        	"apiKeys": [
        		{"name": "CI", "organization_id": "org_acme", "value": "sk_test_ci", "permissions": ["mcp"],
        		 "expires_at": "2027-01-15T12:00:00Z"},
        		{"name": "Forever", "organization": "Acme", "value": "sk_test_forever"}
        	]
        }
        """#

    @Test("Every key, in YAML and in JSON with tabs", arguments: [yaml, json])
    func everything(text: String) throws {
        let seed = try Seeds.read(text)
        #expect(seed.organizations.map(\.name) == ["Acme", "Globex"])
        #expect(seed.organizations.map(\.id) == ["org_acme", nil])
        let agent = try #require(seed.applications.first)
        #expect(agent.name == "Agent")
        #expect(agent.description == "Calls tools")
        #expect(agent.organization == .entry(1))
        #expect(agent.scopes.values == ["mcp", "mcp:write"])
        #expect(agent.audience == "https://mcp.example.com/mcp")
        #expect(agent.clientID == "client_agent")
        #expect(agent.clientSecret == Secret(Seeds.secret))
        let other = try #require(seed.applications.last)
        #expect(other.organization == .entry(0))
        #expect(other.scopes.isEmpty)
        #expect(other.clientID == nil && other.clientSecret == nil && other.audience == nil)
        #expect(seed.apiKeys.map(\.value) == [Secret("sk_test_ci"), Secret("sk_test_forever")])
        #expect(seed.apiKeys.map(\.permissions.values) == [["mcp"], []])
        #expect(seed.apiKeys.map(\.expiresAt) == [Timestamp(rfc3339: "2027-01-15T12:00:00Z"), nil])
        #expect(seed.apiKeys.map(\.organization) == [.entry(0), .entry(0)])
    }

    @Test(
        "A file without anything asks for nothing",
        arguments: [
            "", "\n\n", "# nothing yet\n", "---\n", "{}", "organizations: []", "apiKeys: []\nconnectApplications: []",
        ])
    func empty(text: String) throws {
        let seed = try Seeds.read(text)
        #expect(seed.organizations.isEmpty && seed.applications.isEmpty && seed.apiKeys.isEmpty)
    }

    @Test("What belongs together may stand in any order")
    func order() throws {
        let seed = try Seeds.read(
            """
            connectApplications: [{name: A, organization: Acme}]
            organizations: [{name: Acme}]
            """)
        #expect(seed.applications.first?.organization == .entry(0))
    }

    @Test("Texts of other scripts, and escapes of JSON, surrogate pairs among them")
    func unicode() throws {
        let seed = try Seeds.read(#"{"organizations":[{"name":"Ümläut 字"},{"name":"\u00dc"},{"name":"\ud83d\udd11"}]}"#)
        #expect(seed.organizations.map(\.name) == ["Ümläut 字", "Ü", "🔑"])
    }

    static let escapes: [(String, String)] = [
        (#"\uD83D\uDD11"#, "🔑"), (#"a\ud83d\udd11b\ud83d\ude00"#, "a🔑b😀"), (#"\\ud83d\\udd11"#, #"\ud83d\udd11"#),
        (#"\\\ud83d\udd11"#, "\\🔑"), (#"\u00e9\ud83d\udd11"#, "é🔑"), (#"\"\ud83d\udd11"#, "\"🔑"),
        (#"\/\ud83d\udd11"#, "/🔑"),
    ]

    @Test("RFC 8259 §7: pairs of escapes, and backslashes that only look like the beginning of one", arguments: escapes)
    func surrogatePairs(escaped: String, text: String) throws {
        #expect(try Seeds.read(#"{"organizations":[{"name":"\#(escaped)"}]}"#).organizations.map(\.name) == [text])
    }

    @Test(
        "RFC 8259 §8.2: half a pair is refused, and nothing is read into it",
        arguments: [
            #"\ud83d"#, #"\udd11"#, #"\ud83dx"#, #"\ud83d\u0041"#, #"\udd11\ud83d"#, #"\ud83d\"#, #"\ud83d\udd1"#,
        ])
    func loneSurrogate(escaped: String) throws {
        #expect(try !Seeds.problems(#"{"organizations":[{"name":"\#(escaped)"}]}"#).isEmpty)
    }

    @Test("A quoted number is a text", arguments: ["\"12345678901234567890123\"", "'12345678901234567890123'"])
    func quotedNumber(value: String) throws {
        let seed = try Seeds.read(Seeds.application("client_secret: \(value)"))
        #expect(seed.applications.first?.clientSecret == Secret("12345678901234567890123"))
    }

    @Test("A secret prints redacted in a seed")
    func redacted() throws {
        let seed = try Seeds.read(SeedReaderTests.yaml)
        var dumped = ""
        dump(seed, to: &dumped)
        for text in ["\(seed)", dumped] { #expect(!text.contains(Seeds.secret) && !text.contains("sk_test_ci")) }
    }

    @Test("The seed of a developer's machine is one organization, one application and one key, all pinned")
    func development() {
        let seed = SeedFile.development(clientSecret: Secret(Seeds.secret))
        #expect(seed.organizations.count == 1)
        #expect(seed.applications.map(\.clientID) == ["client_development"])
        #expect(seed.apiKeys.map(\.value) == [Secret("sk_test_default")])
    }
}
