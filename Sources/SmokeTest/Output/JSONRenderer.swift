import JSON

/// The report as JSON for machines. Members are added in later versions, never renamed or taken away; `format` counts
/// up should that ever have to change.
package struct JSONRenderer: Sendable {
    package init() {}

    package func render(_ report: SmokeReport) -> String {
        let value: JSONValue = [
            "format": 1,
            "target": .string(report.target),
            "success": .bool(report.isSuccess),
            "verdict": .string(report.verdict),
            "passed": .integer(Int64(report.passed.count)),
            "failed": .integer(Int64(report.failed.count)),
            "skipped": .integer(Int64(report.skipped.count)),
            "milliseconds": milliseconds(report.duration),
            "checks": .array(report.results.map(check)),
        ]
        return value.serializedString()
    }

    private func check(_ result: CheckResult) -> JSONValue {
        var object: JSONObject = [
            "id": .string(result.check.id.rawValue),
            "group": .string(result.check.group.rawValue),
            "title": .string(result.check.title),
            "severity": .string(result.check.severity.rawValue),
            "rule": .string(result.check.rule),
            "source": .string(result.check.source),
            "milliseconds": milliseconds(result.duration),
        ]
        switch result.finding {
        case .passed(let note):
            object["outcome"] = "passed"
            object["note"] = note.map(JSONValue.string)
        case .failed(let expected, let got):
            object["outcome"] = "failed"
            object["expected"] = .string(expected)
            object["got"] = .string(got)
            object["advice"] = .string(result.check.advice)
        case .skipped(let skip):
            object["outcome"] = "skipped"
            object["reason"] = .string(skip.reason)
            object["premise"] = skip.premise.map { .string($0.rawValue) }
        }
        return .object(object)
    }

    private func milliseconds(_ duration: Duration) -> JSONValue {
        .number((duration / .microseconds(1)).rounded() / 1000)
    }
}
