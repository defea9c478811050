/// The report as a table for people.
package struct TextRenderer: Sendable {
    private let colour: Bool

    /// - Parameter colour: whether to use the colours of ANSI terminals.
    package init(colour: Bool) { self.colour = colour }

    package func render(_ report: SmokeReport) -> String {
        var lines = [report.target]
        let idWidth = report.results.map(\.check.id.rawValue.count).max() ?? 0
        let titleWidth = report.results.map(\.check.title.count).max() ?? 0
        for group in CheckGroup.allCases {
            let results = report.results.filter { $0.check.group == group }
            guard !results.isEmpty else { continue }
            lines += ["", paint(group.title, .bold)]
            for result in results {
                lines.append(line(result, idWidth, titleWidth))
                lines += details(result)
            }
        }
        lines += ["", paint(report.verdict, report.isSuccess ? .green : .red)]
        return lines.joined(separator: "\n")
    }

    private func line(_ result: CheckResult, _ idWidth: Int, _ titleWidth: Int) -> String {
        let word =
            switch result.finding {
            case .passed: paint("pass", .green)
            case .failed: result.check.severity == .must ? paint("FAIL", .red) : paint("warn", .yellow)
            case .skipped: paint("skip", .yellow)
            }
        let time = "\(Int(result.duration / .milliseconds(1))) ms"
        let remark: String? =
            switch result.finding {
            case .passed(let note): note
            case .failed: nil
            case .skipped(let skip): skip.premise.map { "needs \($0.rawValue): \(skip.reason)" } ?? skip.reason
            }
        return "  \(word)  \(pad(result.check.id.rawValue, idWidth))  \(pad(result.check.title, titleWidth))  "
            + pad(time, 7, left: true) + (remark.map { "  " + paint($0, .dim) } ?? "")
    }

    private func details(_ result: CheckResult) -> [String] {
        guard case .failed(let expected, let got) = result.finding else { return [] }
        return [
            "        expected  \(expected)",
            "        got       \(got)",
            "        advice    \(result.check.advice)",
            "        rule      \(result.check.source)",
        ]
    }

    private func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return left ? space + text : text + space
    }

    private enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    private func paint(_ text: String, _ style: Style) -> String {
        colour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
