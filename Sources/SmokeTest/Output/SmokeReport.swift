/// What came of a run: a value, which the renderers make text of. Every text in it is fit to be shown.
package struct SmokeReport: Sendable {
    /// The URL that was tested.
    package var target: String
    package var results: [CheckResult]
    /// How long the server took over all requests.
    package var duration: Duration

    package init(target: String, results: [CheckResult], duration: Duration) {
        self.target = target
        self.results = results
        self.duration = duration
    }

    package var passed: [CheckResult] { results.filter { if case .passed = $0.finding { true } else { false } } }
    package var failed: [CheckResult] { results.filter { if case .failed = $0.finding { true } else { false } } }
    package var skipped: [CheckResult] { results.filter { if case .skipped = $0.finding { true } else { false } } }

    /// Whether all musts passed: none failed, none lacked its premise, and something was judged at all.
    package var isSuccess: Bool {
        !passed.isEmpty
            && !results.contains { result in
                guard result.check.severity == .must else { return false }
                return switch result.finding {
                case .passed: false
                case .failed: true
                case .skipped(let skip): skip.premise != nil
                }
            }
    }

    /// 0 when all musts passed, else 1.
    package var exitCode: Int32 { isSuccess ? 0 : 1 }

    /// The outcome in one line.
    package var verdict: String {
        let judged = "\(passed.count) of \(results.count) checks passed"
        let skips = skipped.isEmpty ? "" : ", \(skipped.count) skipped"
        let failures = failed.map(\.check.id.rawValue).joined(separator: ", ")
        return switch (isSuccess, failed.isEmpty) {
        case (true, true): "Passed: \(judged)\(skips)."
        case (true, false): "Passed, with warnings: \(judged)\(skips); see \(failures)."
        case (false, false): "Failed: \(judged)\(skips); mend \(failures)."
        case (false, true): "Failed: \(judged)\(skips); what was skipped could not be judged."
        }
    }
}

/// What came of one check.
package struct CheckResult: Sendable {
    package var check: CheckDescription
    package var finding: Finding
    /// How long the server took over the requests that this check was the first to need.
    package var duration: Duration

    package init(check: CheckDescription, finding: Finding, duration: Duration) {
        self.check = check
        self.finding = finding
        self.duration = duration
    }
}
