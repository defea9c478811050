import OAuth
import Storage
import Testing
import WorkOSEmulator

@Suite("The values in a seed file")
struct SeedValueTests {
    static let notTexts = [
        "7", "0", "-1", "1.5", "12345678901234567890123", "0x10", "1e30", ".inf", ".nan", "true", "false", "null", "~",
        "", "\"\"", "[]",
        "{}", "[a]", "{a: b}", "2027-01-15", "!!int \"7\"", "!!binary aGk=",
    ]

    @Test("A number, a truth value, a date or nothing is no text", arguments: notTexts)
    func notAText(value: String) throws {
        #expect(try Seeds.places("organizations:\n  - name: \(value)") == ["2 organizations[0].name"])
        #expect(try Seeds.places("organizations:\n  - name: A\n    id: \(value)") == ["3 organizations[0].id"])
        for name in ["client_id", "client_secret", "audience", "description"] {
            #expect(try Seeds.places(Seeds.application("\(name): \(value)")) == ["6 connectApplications[0].\(name)"])
        }
        #expect(try Seeds.places(Seeds.apiKey("value: \(value)")) == ["6 apiKeys[0].value"])
    }

    @Test(
        "A text has no control character: a NUL would make two identifiers one",
        arguments: [#"\0"#, #"\n"#, #"\x7f"#, #"\e"#])
    func controlCharacter(escape: String) throws {
        for name in ["client_id", "client_secret", "audience", "description"] {
            let line = "\(name): \"a-secret-of-22-or-more\(escape)x\""
            #expect(try Seeds.places(Seeds.application(line)) == ["6 connectApplications[0].\(name)"])
        }
        #expect(try Seeds.places("organizations: [{name: \"a\(escape)\"}]") == ["1 organizations[0].name"])
        #expect(try Seeds.places(Seeds.apiKey("value: \"sk_\(escape)\"")) == ["6 apiKeys[0].value"])
    }

    @Test("A secret that YAML takes for a number is refused, not rounded")
    func numericSecret() throws {
        let problem = try #require(
            try Seeds.problems(Seeds.application("client_secret: 12345678901234567890123")).first)
        #expect(problem.line == 6)
        #expect(problem.message.contains("text"))
    }

    static let notScopes = [
        "mcp", "\"mcp mcp:write\"", "7", "{mcp: true}", "null", "[7]", "[mcp, 7]", "[true]", "[null]", "[[mcp]]",
        "[{a: b}]",
        "[\"a b\"]", "[\"\"]", "[é]", "['a\"b']", "[1.0]", "[a\\b]",
    ]

    @Test(
        "Scopes and permissions are an array of scope tokens, and nothing else is signed into tokens",
        arguments: notScopes)
    func scopesOfAnotherForm(value: String) throws {
        let scopes = try Seeds.places(Seeds.application("scopes: \(value)"))
        #expect(!scopes.isEmpty)
        #expect(scopes.allSatisfy { $0.hasPrefix("6 connectApplications[0].scopes") })
        let permissions = try Seeds.places(Seeds.apiKey("value: sk_x", "permissions: \(value)"))
        #expect(!permissions.isEmpty)
        #expect(permissions.allSatisfy { $0.hasPrefix("7 apiKeys[0].permissions") })
    }

    static let dates: [(String, String)] = [
        ("2027-01-15T12:00:00Z", "2027-01-15T12:00:00.000Z"), ("\"2027-01-15T12:00:00Z\"", "2027-01-15T12:00:00.000Z"),
        ("2027-01-15T12:00:00.5+01:00", "2027-01-15T11:00:00.500Z"),
        ("2027-01-15 12:00:00Z", "2027-01-15T12:00:00.000Z"),
    ]

    @Test("A date may be quoted or not", arguments: dates)
    func date(value: String, moment: String) throws {
        let seed = try Seeds.read(Seeds.apiKey("value: sk_x", "expires_at: \(value)"))
        #expect(seed.apiKeys.first?.expiresAt?.rfc3339 == moment)
    }

    static let notDates = [
        "2027-01-15", "\"2027-01-15\"", "2027-01-15T12:00:00", "2027-02-30T00:00:00Z", "tomorrow", "1768478400", "true",
        "null",
        "\"\"", "[]", "{}", "[2027-01-15T12:00:00Z]", "2027-01-15 12:00:00",
    ]

    @Test("A date that is malformed is a problem, never a key without an end", arguments: notDates)
    func notADate(value: String) throws {
        #expect(
            try Seeds.places(Seeds.apiKey("value: sk_x", "expires_at: \(value)")) == ["7 apiKeys[0].expires_at"])
    }

    @Test("A pinned secret may be short: it gets a slow hash")
    func shortSecret() throws {
        let seed = try Seeds.read(Seeds.application("client_secret: secret"))
        #expect(seed.applications.map(\.clientSecret) == [Secret("secret")])
    }

    @Test("An API key's value begins with sk_")
    func prefix() throws {
        _ = try Seeds.read(Seeds.apiKey("value: sk_test_x"))
        for value in ["test", "SK_x", "' sk_x'", "pk_sk_x"] {
            #expect(try Seeds.places(Seeds.apiKey("value: \(value)")) == ["6 apiKeys[0].value"])
        }
    }

    @Test("An application is m2m or oauth", arguments: ["web", "M2M", "''", "1", "null"])
    func type(value: String) throws {
        _ = try Seeds.read(Seeds.application("type: m2m"))
        #expect(
            try Seeds.places(Seeds.application("type: \(value)")).allSatisfy { $0 == "6 connectApplications[0].type" })
    }

    static let notKeys = [
        "{nonsense: 1}", "{keys: []}", "{}", "[]", "text", "{keys: [{kty: oct, k: c2VjcmV0}]}", "{keys: [{kty: OKP}]}",
    ]

    @Test("RFC 7517 §5: jwks has a key that a client can authenticate with", arguments: notKeys)
    func notAKeySet(value: String) throws {
        #expect(try Seeds.places(Seeds.application("jwks: \(value)")) == ["6 connectApplications[0].jwks"])
    }

    @Test("A public key of Ed25519 is one (RFC 8037 appendix A.2)")
    func keySet() throws {
        let key = "{kty: OKP, crv: Ed25519, x: 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo}"
        #expect(try Seeds.read(Seeds.application("jwks: {keys: [\(key)]}")).applications.first?.keys != nil)
    }

    @Test(
        "Keys that anybody on the way could change are refused",
        arguments: ["http://evil.example/jwks", "ftp://a.example/jwks", "jwks.json"])
    func forgeableKeys(value: String) throws {
        #expect(try Seeds.places(Seeds.application("jwks_uri: \(value)")) == ["6 connectApplications[0].jwks_uri"])
        for good in ["https://a.example/jwks", "http://127.0.0.1:9/jwks"] {
            #expect(try Seeds.read(Seeds.application("jwks_uri: \(good)")).applications.first?.keys == .url(good))
        }
    }

    @Test("RFC 8707 §2: a target of exchange is an absolute URI without a fragment")
    func exchangeTarget() throws {
        _ = try Seeds.read(Seeds.application("token_exchange_targets: [\"https://a.example/mcp\"]"))
        for value in ["not a target", "/mcp", "https://a.example/mcp#x"] {
            #expect(
                try Seeds.places(Seeds.application("token_exchange_targets: [\"\(value)\"]"))
                    == ["6 connectApplications[0].token_exchange_targets[0]"])
        }
    }

    @Test("What every entry needs", arguments: ["organizations", "connectApplications", "apiKeys"])
    func needs(list: String) throws {
        let problems = try Seeds.problems("\(list): [{}]")
        #expect(problems.contains { $0.key == "\(list)[0]" && $0.message.contains("name") })
    }
}
