import JSON
import SmokeTest
import Testing

@Suite("Reports")
struct ReportTests {
    private static func check(_ id: CheckID) throws -> CheckDescription {
        try #require(Catalogue.checks.first { $0.description.id == id }).description
    }

    private static func sample() throws -> SmokeReport {
        SmokeReport(
            target: "https://mcp.example.com/mcp",
            results: [
                CheckResult(check: try check(.noToken), finding: .passed(), duration: .milliseconds(12)),
                CheckResult(
                    check: try check(.garbageToken), finding: .failed(expected: "401", got: "200"),
                    duration: .milliseconds(3)),
                CheckResult(
                    check: try check(.algNone),
                    finding: .skipped(Skip(premise: .resourceMetadata, reason: "no metadata")), duration: .zero),
            ], duration: .milliseconds(15))
    }

    @Test("Text: a line per check in groups, details of failures, the verdict last")
    func text() throws {
        let lines = TextRenderer(colour: false).render(try Self.sample()).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "https://mcp.example.com/mcp")
        #expect(lines[2] == "Challenge")
        #expect(lines[3].hasPrefix("  pass  no-token "))
        #expect(lines[3].hasSuffix("  12 ms"))
        #expect(lines[4].hasPrefix("  FAIL  garbage-token "))
        #expect(lines[5] == "        expected  401")
        #expect(lines[6] == "        got       200")
        #expect(lines[7].hasPrefix("        advice    Answer every token"))
        #expect(lines[8] == "        rule      RFC 6750 §3.1, RFC 9728 §5.1")
        #expect(lines[10] == "Verification")
        #expect(lines[11].hasSuffix("   0 ms  needs resource-metadata: no metadata"))
        #expect(lines.last == "Failed: 1 of 3 checks passed, 1 skipped; mend garbage-token.")
    }

    @Test("Text: colour only when it is asked for")
    func colour() throws {
        #expect(!TextRenderer(colour: false).render(try Self.sample()).contains("\u{1B}"))
        #expect(TextRenderer(colour: true).render(try Self.sample()).contains("\u{1B}[31mFAIL\u{1B}[0m"))
    }

    @Test("JSON: one object, stable names")
    func json() throws {
        let value = try JSONParser.parse(JSONRenderer().render(try Self.sample()))
        #expect(value["format"]?.integer == 1)
        #expect(value["success"]?.bool == false)
        #expect(value["passed"]?.integer == 1)
        #expect(value["failed"]?.integer == 1)
        #expect(value["skipped"]?.integer == 1)
        #expect(value["milliseconds"]?.integer == 15)
        let checks = try #require(value["checks"]?.array)
        #expect(
            checks[0].object?.names == [
                "id", "group", "title", "severity", "rule", "source", "milliseconds", "outcome",
            ])
        #expect(checks[1]["outcome"]?.string == "failed")
        #expect(checks[1]["expected"]?.string == "401")
        #expect(checks[1]["got"]?.string == "200")
        #expect(checks[1]["advice"]?.string?.isEmpty == false)
        #expect(checks[2]["premise"]?.string == "resource-metadata")
    }

    @Test("Only musts make a run fail")
    func severities() throws {
        let must = try Self.check(.noToken)
        let should = CheckDescription(
            id: CheckID(rawValue: "x"), group: .mcp, title: "", rule: "", source: "", severity: .should, advice: "")
        func code(_ results: [(CheckDescription, Finding)]) -> Int32 {
            SmokeReport(
                target: "", results: results.map { CheckResult(check: $0.0, finding: $0.1, duration: .zero) },
                duration: .zero
            ).exitCode
        }
        #expect(code([(must, .passed()), (should, .failed(expected: "", got: ""))]) == 0)
        #expect(code([(should, .passed()), (must, .failed(expected: "", got: ""))]) == 1)
        #expect(code([]) == 1)
    }

    @Test("The catalogue: ids are stable and unique, every check says its rule, source and one sentence of advice")
    func catalogue() {
        #expect(
            Catalogue.checks.map(\.description.id.rawValue) == [
                "no-token", "garbage-token", "resource-metadata", "authorization-server-metadata", "wrong-audience",
                "expired-token", "bad-signature", "alg-none", "token-in-query", "tools-list",
            ])
        for check in Catalogue.checks.map(\.description) {
            #expect(!check.title.isEmpty && check.rule.hasSuffix(".") && check.source.contains(/RFC|MCP/))
            #expect(check.advice.hasSuffix(".") && !check.advice.dropLast().contains(". "))
        }
    }
}
