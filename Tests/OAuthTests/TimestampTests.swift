import OAuth
import TestSupport
import Testing

@Suite("RFC 3339: dates and times")
struct TimestampTests {
    static let known: [(String, Int64)] = [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
        ("2026-01-15T12:00:00.000Z", 1_768_478_400_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
        ("2100-03-01T00:00:00Z", 4_107_542_400_000), ("1900-03-01T00:00:00Z", -2_203_891_200_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("0000-02-29T00:00:00Z", -62_162_121_600_000),
        ("0000-03-01T00:00:00Z", -62_162_035_200_000), ("2038-01-19T03:14:08Z", 2_147_483_648_000),
        // RFC 3339 §5.8.
        ("1985-04-12T23:20:50.52Z", 482_196_050_520), ("1996-12-19T16:39:57-08:00", 851_042_397_000),
        ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130),
        // Offsets, case and the separator (§5.6).
        ("1970-01-01T01:30:00+01:30", 0), ("1969-12-31T00:01:00-23:59", 0), ("1970-01-01T00:00:00-00:00", 0),
        ("1970-01-01t00:00:00z", 0), ("1970-01-01 00:00:00Z", 0),
        // Fractions are cut off after milliseconds.
        ("1970-01-01T00:00:00.1Z", 100), ("1970-01-01T00:00:00.0019999Z", 1),
        ("1970-01-01T00:00:00.99999999999999999999999999Z", 999),
        // A leap second (§5.7) is the second after it.
        ("1990-12-31T23:59:60Z", 662_688_000_000), ("1990-12-31T15:59:60-08:00", 662_688_000_000),
    ]

    @Test("The moment that a text stands for", arguments: known)
    func reads(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text) == Timestamp(milliseconds: milliseconds))
    }

    static let refused = [
        "", "2026", "2026-01-15", "12:00:00Z", "2026-01-15T12:00:00", "2026-01-15T12:00Z", "2026-01-15T12:00:00.Z",
        "2026-1-15T12:00:00Z", "26-01-15T12:00:00Z", "02026-01-15T12:00:00Z", "+2026-01-15T12:00:00Z",
        "-2026-01-15T12:00:00Z", "2026-00-15T12:00:00Z", "2026-13-15T12:00:00Z", "2026-01-00T12:00:00Z",
        "2026-01-32T12:00:00Z", "2026-04-31T12:00:00Z", "2026-02-29T12:00:00Z", "2100-02-29T12:00:00Z",
        "1900-02-29T12:00:00Z", "2024-02-30T12:00:00Z", "2026-01-15T24:00:00Z", "2026-01-15T12:60:00Z",
        "2026-01-15T12:00:61Z", "2026-01-15T12:00:60Z", "2026-01-15T23:59:60+01:00", "2026-01-15T12:00:00+24:00",
        "2026-01-15T12:00:00+01:60", "2026-01-15T12:00:00+0100", "2026-01-15T12:00:00+01", "2026-01-15T12:00:00ZZ",
        "2026-01-15T12:00:00Z ", " 2026-01-15T12:00:00Z", "2026-01-15T12:00:00,5Z", "2026/01/15T12:00:00Z",
        "2026-01-15_12:00:00Z", "2026-01-15T12:00:00Z\u{0}", "2026-01-15T12:00:00 Z", "20260115T120000Z",
        "2026-01-15T12:00:00UTC", "2026-W03-4T12:00:00Z", "2026-015T12:00:00Z", "٢٠٢٦-01-15T12:00:00Z",
        "2026-01-15T12:00:00.5", "2026-01-15T1a:00:00Z", "now", "1768478400",
    ]

    @Test("What is not a date and time, or does not exist, is refused", arguments: refused)
    func refuses(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(
        "RFC 3339 §1: a moment that an offset moves out of the years 0000 to 9999 is refused",
        arguments: [
            "9999-12-31T23:59:59-00:01", "9999-12-31T00:01:00-23:59", "0000-01-01T00:00:00+00:01",
            "9999-12-31T23:59:60Z",
        ])
    func outOfRange(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("What is read with an offset can be written, and is then the same moment", arguments: UInt64(1)...2)
    func offsets(seed: UInt64) {
        var chance = Repeatable(seed: seed)
        func digits(_ range: ClosedRange<Int>, _ width: Int = 2) -> String {
            pad(Int.random(in: range, using: &chance), width)
        }
        for _ in 0..<5000 {
            let date = "\(digits(0...9999, 4))-\(digits(1...12))-\(digits(1...31))T\(digits(0...23)):\(digits(0...59))"
            let zone = "\(Bool.random(using: &chance) ? "+" : "-")\(digits(0...23)):\(digits(0...59))"
            guard let moment = Timestamp(rfc3339: "\(date):\(digits(0...60)).\(digits(0...999, 3))\(zone)") else {
                continue
            }
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
        }
    }

    @Test("Every moment of the years 0000 to 9999 survives being written and read", arguments: UInt64(1)...4)
    func roundTrip(seed: UInt64) {
        var chance = Repeatable(seed: seed)
        for _ in 0..<2500 {
            let moment = Timestamp(
                milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &chance))
            #expect(moment.rfc3339.utf8.count == 24)
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
        }
    }

    @Test("Every day of those years is one day after the day before")
    func everyDay() throws {
        var expected: Int64 = -62_167_219_200
        for year in 0...9999 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in zip(1..., [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
                for day in [1, days] {
                    let text = "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T00:00:00.000Z"
                    let moment = try #require(Timestamp(rfc3339: text))
                    try #require(moment.seconds == expected + Int64(day - 1) * 86_400, "\(text)")
                    try #require(moment.rfc3339 == text)
                }
                expected += Int64(days) * 86_400
            }
        }
    }

    private func pad(_ value: Int, _ width: Int) -> String {
        String(repeating: "0", count: width - String(value).count) + String(value)
    }

    @Test("RFC 7519 §2: seconds are whole, and those before 1970 are rounded down like those after")
    func seconds() {
        #expect(Timestamp(milliseconds: 1999).seconds == 1)
        #expect(Timestamp(milliseconds: 0).seconds == 0)
        #expect(Timestamp(milliseconds: -1).seconds == -1)
        #expect(Timestamp(milliseconds: -1000).seconds == -1)
        #expect(Timestamp(milliseconds: -1001).seconds == -2)
        #expect(Timestamp(seconds: 5).adding(seconds: -6) == Timestamp(milliseconds: -1000))
        #expect(Timestamp(seconds: 1) < Timestamp(milliseconds: 1001))
    }
}
