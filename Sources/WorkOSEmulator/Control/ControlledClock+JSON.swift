package import JSON
internal import OAuth

extension ControlledClock {
    /// What it shows, and how it differs from the machine's clock.
    package var json: JSONValue {
        let setting = current
        var object: JSONObject = ["now": .string(now().rfc3339)]
        switch setting {
        case .frozen(let moment):
            object["now"] = .string(moment.rfc3339)
            object["frozen"] = true
        case .running(let ahead):
            object["frozen"] = false
            object["ahead_milliseconds"] = .integer(ahead)
        }
        return .object(object)
    }
}

extension ControlledClock.Setting {
    /// Reads what `ControlledClock.json` wrote: a frozen clock stands where it stood, one that runs is as far ahead as it
    /// was.
    package init(json: JSONValue) throws(ControlError) {
        let invalid = ControlError(.invalidState, "clock is not what GET /_claviger/clock answers")
        guard let isFrozen = json["frozen"]?.bool else { throw invalid }
        if isFrozen {
            guard let moment = json["now"]?.string.flatMap(Timestamp.init(rfc3339:)) else { throw invalid }
            self = .frozen(moment)
        } else {
            guard let ahead = json["ahead_milliseconds"]?.integer else { throw invalid }
            self = .running(ahead: ahead)
        }
    }
}
