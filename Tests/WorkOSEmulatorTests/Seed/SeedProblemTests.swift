import Testing
import WorkOSEmulator

@Suite("A seed file that is not good")
struct SeedProblemTests {
    @Test("Every problem is told at once, each with its line and key, in the order of the file")
    func everyProblem() throws {
        let places = try Seeds.places(
            """
            organizations:
              - name: Acme
                nmae: Acme
              - id: org_1
            connectApplications:
              - name: 7
                organization: Nowhere
                scopes: mcp
              - organization: Acme
                type: oauth
                redirect_uris: ["javascript:alert(1)"]
            apiKeys:
              - name: K
                organization: Acme
                value: pk_1
                expires_at: tomorrow
            users:
              - email: nobody
            rolls: []
            """)
        #expect(
            places == [
                "3 organizations[0].nmae", "4 organizations[1]", "6 connectApplications[0].name",
                "7 connectApplications[0].organization", "8 connectApplications[0].scopes", "9 connectApplications[1]",
                "9 connectApplications[1]", "11 connectApplications[1].redirect_uris[0]", "15 apiKeys[0].value",
                "16 apiKeys[0].expires_at", "18 users[0].email", "19 rolls",
            ])
    }

    @Test("A problem reads as line, key and mend")
    func description() throws {
        let problem = try #require(try Seeds.problems("organizations:\n  - name: A\n    naem: B\n").first)
        #expect(problem.description.hasPrefix("line 3: organizations[0].naem: "))
        #expect(problem.message.contains("name"))
    }

    @Test("Line numbers hold in JSON too")
    func json() throws {
        #expect(
            try Seeds.places("{\n\"organizations\": [\n{\"name\": \"A\"},\n{\"nmae\": \"B\", \"name\": \"B\"}\n]\n}")
                == ["4 organizations[1].nmae"])
    }

    static let shapes: [(String, String)] = [
        ("just text", "1 "), ("[]", "1 "), ("- a\n- b", "1 "), ("42", "1 "), ("organizations: text", "1 organizations"),
        ("organizations: {}", "1 organizations"), ("organizations:\n", "1 organizations"),
        ("\napiKeys: text", "2 apiKeys"), ("organizations: [a]", "1 organizations[0]"),
        ("organizations: [[]]", "1 organizations[0]"), ("organizations: [null]", "1 organizations[0]"),
    ]

    @Test("A list, or a mapping, where another shape is needed", arguments: shapes)
    func shape(text: String, place: String) throws {
        #expect(try Seeds.places(text).contains(place))
    }

    @Test("A name that stands in no mapping of the format is unknown, with the known ones beside it")
    func unknown() throws {
        for text in ["Organizations: []", "organisations: []", "seed: {}", "1: x", "{}: x", "null: x"] {
            let problems = try Seeds.problems(text)
            #expect(problems.count == 1)
            #expect(problems.first?.message.contains("organizations") == true)
        }
    }

    static let garbage = [
        "{", "[", "a: b: c", "\"", "'", "a:\n\t- b", "{\"a\": 1", "*x", "!!", "%", "@", "`", "a: *unknown", "\u{0}",
        "\u{1}\u{2}",
        "--- a\n--- b", "key: [a, b", "{\"a\" \"b\"}", "? [", "&a *a",
    ]

    @Test("What is neither YAML nor JSON is one problem, never a crash", arguments: garbage)
    func unreadable(text: String) throws {
        let problems = try Seeds.problems(text)
        #expect(!problems.isEmpty)
        #expect(problems.allSatisfy { $0.line >= 1 })
    }

    @Test("A syntax error is told with its line")
    func syntaxLine() throws {
        #expect(try Seeds.problems("organizations:\n  - name: A\n  - name: [\n").first?.line ?? 0 >= 3)
        #expect(try Seeds.problems("organizations:\n  - name: \"A\n").first?.line ?? 0 >= 2)
    }

    @Test("A key that stands twice in one mapping is told, with its name and line")
    func duplicateKey() throws {
        let problems = try Seeds.problems("organizations:\n  - name: A\n    name: B\n")
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.line == 2, "where the mapping begins")
        #expect("\(problem)".contains("name"))
        #expect("\(problem)".contains("twice"))
        #expect(try !Seeds.problems("apiKeys: []\napiKeys: []\n").isEmpty)
    }

    @Test("Anchors that multiply do not fill the memory", .timeLimit(.minutes(1)))
    func anchors() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<9 {
            let references = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(references)]\n"
        }
        #expect(try !Seeds.problems(text + "organizations: *a8\n").isEmpty)
    }

    @Test("No problem quotes a secret")
    func quotesNothing() throws {
        for text in [
            Seeds.application("client_secret: [hunter2]"), Seeds.apiKey("value: hunter2"),
            Seeds.apiKey("value: [hunter2]"),
            Seeds.apiKey("value: sk_hunter2", "value: sk_hunter2"), "apiKeys: [{value: \"hunter2}]",
        ] {
            for problem in try Seeds.problems(text) { #expect(!"\(problem)".contains("hunter2")) }
        }
    }
}
