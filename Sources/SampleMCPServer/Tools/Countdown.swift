import JSON

/// Counts down, a number at a time: whoever reads the stream sees each number when it is said, or something on the way
/// holds the stream back.
struct Countdown: Tool {
    let clock: any Clock<Duration>
    let name = "countdown"

    private static let starts: ClosedRange<Int64> = 1...10
    private static let intervals: ClosedRange<Int64> = 0...5000
    private static let defaultInterval: Int64 = 200

    var definition: JSONValue {
        [
            "name": .string(name), "title": "Countdown",
            "description": "Counts down to zero and reports each number as progress while it counts.",
            "inputSchema": objectSchema(
                [
                    "from": property("The first number", Countdown.starts),
                    "interval_ms": property(
                        "Milliseconds after each number", Countdown.intervals, default: Countdown.defaultInterval),
                ], required: ["from"]),
            "annotations": ["readOnlyHint": true, "openWorldHint": false],
        ]
    }

    func call(_ arguments: JSONObject, by caller: Caller) -> ToolAnswer {
        var arguments = ToolArguments(arguments, known: ["from", "interval_ms"])
        let from = arguments.integer("from", in: Countdown.starts)
        let interval = arguments.integer("interval_ms", in: Countdown.intervals, default: Countdown.defaultInterval)
        guard arguments.problems.isEmpty, let from, let interval else {
            return .result(.invalidArguments(arguments.problems))
        }
        return .work { [clock] report in
            for number in (1...from).reversed() {
                report(Progress(step: Int(from - number) + 1, total: Int(from), message: String(number)))
                try await clock.sleep(for: .milliseconds(interval))
            }
            return ToolResult(text: "Counted down from \(from) to zero.")
        }
    }

    private func property(_ text: String, _ range: ClosedRange<Int64>, default: Int64? = nil) -> JSONValue {
        var object: JSONObject = [
            "type": "integer", "description": .string(text), "minimum": .integer(range.lowerBound),
            "maximum": .integer(range.upperBound),
        ]
        object["default"] = `default`.map(JSONValue.integer)
        return .object(object)
    }
}
