package import JSON
package import OAuth

/// What the control API can have the clock do.
package enum ClockCommand: Sendable, Hashable {
    case freeze(at: Timestamp?)
    case set(Timestamp)
    case advance(seconds: Int64)
    case resume

    /// Reads `{"freeze": true | moment}`, `{"set": moment}`, `{"advance": seconds | "10m"}` or `{"resume": true}`.
    package init(json: JSONValue) throws(ControlError) {
        guard let object = json.object, object.count == 1, let (name, value) = object.members.first else {
            throw ControlError(.invalidRequest, "name one of freeze, set, advance and resume")
        }
        switch (name, value) {
        case ("freeze", true): self = .freeze(at: nil)
        case ("freeze", let moment): self = .freeze(at: try ClockCommand.moment(moment, name))
        case ("set", let moment): self = .set(try ClockCommand.moment(moment, name))
        case ("advance", let value):
            guard let seconds = value.integer ?? value.string.flatMap(ClockCommand.seconds(in:)) else {
                throw ControlError(
                    .invalidRequest, "advance takes whole seconds, or a text such as 90s, 10m, 1h30m, 2d or 1w")
            }
            self = .advance(seconds: seconds)
        case ("resume", true): self = .resume
        case ("resume", _): throw ControlError(.invalidRequest, "resume takes true")
        default: throw ControlError(.invalidRequest, "name one of freeze, set, advance and resume")
        }
    }

    private static func moment(_ value: JSONValue, _ name: String) throws(ControlError) -> Timestamp {
        guard let moment = value.string.flatMap(Timestamp.init(rfc3339:)) else {
            throw ControlError(.invalidRequest, "\(name) takes an RFC 3339 date, such as 2027-01-15T12:00:00Z")
        }
        return moment
    }

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

    /// The seconds that a text of numbers and units stands for; `nil` when it is no such text.
    static func seconds(in text: String) -> Int64? {
        guard !text.isEmpty else { return nil }
        var (total, number) = (Int64(0), Int64?.none)
        for character in text {
            if character.isASCII, let digit = character.wholeNumberValue {
                let (shifted, isTooLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
                guard !isTooLarge, shifted <= .max - 9 else { return nil }
                number = shifted + Int64(digit)
            } else {
                guard let unit = units[character], let count = number else { return nil }
                let (seconds, isTooLarge) = count.multipliedReportingOverflow(by: unit)
                let (sum, isBeyond) = total.addingReportingOverflow(seconds)
                guard !isTooLarge, !isBeyond else { return nil }
                (total, number) = (sum, nil)
            }
        }
        return number == nil ? total : nil
    }
}
