/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Sendable, Hashable, Comparable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// What no calendar has becomes the farthest moment there is.
    package init(seconds: Int64) {
        let (product, isTooFar) = seconds.multipliedReportingOverflow(by: 1000)
        milliseconds = isTooFar ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds since 1970, as JWT claims have them (RFC 7519 §2, NumericDate).
    package var seconds: Int64 { milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0) }

    /// What no calendar has becomes the farthest moment there is.
    package func adding(seconds: Int64) -> Timestamp {
        let added = Timestamp(seconds: seconds).milliseconds
        let (sum, isTooFar) = milliseconds.addingReportingOverflow(added)
        return Timestamp(milliseconds: isTooFar ? (added < 0 ? .min : .max) : sum)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

// MARK: - RFC 3339

extension Timestamp {
    /// The moment as RFC 3339 has it, in UTC with milliseconds: `2026-01-15T12:00:00.000Z`.
    package var rfc3339: String {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - days * 86_400
        let date = Timestamp.civil(day: days)
        func pad(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let fraction = (milliseconds % 1000 + 1000) % 1000
        return
            "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))T"
            + "\(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2)).\(pad(fraction, 3))Z"
    }

    /// Reads an RFC 3339 date and time (§5.6); `nil` when it is not one. Fractions beyond milliseconds are cut off, and a leap
    /// second is the first one of the next minute.
    package init?(rfc3339 text: String) {
        var bytes = Array(text.utf8)[...]
        func number(_ width: Int) -> Int64? {
            guard bytes.count >= width else { return nil }
            var value: Int64 = 0
            for byte in bytes.prefix(width) {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            bytes = bytes.dropFirst(width)
            return value
        }
        func take(_ accepted: String) -> UInt8? {
            guard let byte = bytes.first, accepted.utf8.contains(byte) else { return nil }
            bytes = bytes.dropFirst()
            return byte
        }
        guard let year = number(4), take("-") != nil, let month = number(2), take("-") != nil, let day = number(2),
            take("Tt ") != nil, let hour = number(2), take(":") != nil, let minute = number(2), take(":") != nil,
            let second = number(2),
            (1...12).contains(month), (1...Timestamp.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var fraction: Int64 = 0
        if take(".") != nil {
            var scale: Int64 = 100
            var digits = 0
            while let digit = number(1) {
                fraction += digit * scale
                scale /= 10
                digits += 1
            }
            guard digits > 0 else { return nil }
        }
        var offset: Int64 = 0
        guard let zone = take("Zz+-") else { return nil }
        if zone == UInt8(ascii: "+") || zone == UInt8(ascii: "-") {
            guard let hours = number(2), take(":") != nil, let minutes = number(2), hours < 24, minutes < 60 else {
                return nil
            }
            offset = (hours * 60 + minutes) * (zone == UInt8(ascii: "+") ? 60 : -60)
        }
        guard bytes.isEmpty else { return nil }
        let days = Timestamp.days(before: year, month, day)
        let total = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        // A leap second is the last one of a day (RFC 3339 §5.7).
        guard second < 60 || total % 86_400 == 0 else { return nil }
        // RFC 3339 §1: the years 0000 to 9999, also after the offset is taken off.
        guard (-62_167_219_200...253_402_300_799).contains(total) else { return nil }
        self.init(milliseconds: total * 1000 + fraction)
    }

    private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar. Counting from March puts the leap day last.
    private static func days(before year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        // January and February of the year 0 count as of the year -1; adding whole cycles keeps the divisions positive.
        let cycle = shifted + 400
        let leapDays = cycle / 4 - cycle / 100 + cycle / 400 - 97
        return 365 * shifted + leapDays + (153 * marchMonth + 2) / 5 + day - 719_469
    }

    private static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        var year = 1970 + day / 366
        while days(before: year + 1, 1, 1) <= day { year += 1 }
        while days(before: year, 1, 1) > day { year -= 1 }
        var month: Int64 = 1
        while month < 12, days(before: year, month + 1, 1) <= day { month += 1 }
        return (year, month, day - days(before: year, month, 1) + 1)
    }
}
