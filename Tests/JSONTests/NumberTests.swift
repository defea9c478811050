import JSON
import Testing

@Suite("RFC 8259 §6: numbers")
struct NumberTests {
    static let integers: [(String, Int64)] = [
        ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("1768478400", 1_768_478_400),
        ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", .max), ("-9223372036854775808", .min),
    ]

    @Test("Integers of 64 bits stay what they are", arguments: integers)
    func integer(text: String, value: Int64) throws {
        #expect(try JSONParser.parse(text) == .integer(value))
        #expect(try JSONParser.parse("[\(text)]").array == [.integer(value)])
    }

    static let doubles: [(String, Double)] = [
        ("0.5", 0.5), ("-0.0", -0.0), ("1.0", 1), ("1e0", 1), ("1E3", 1000), ("1e+3", 1000), ("25e-1", 2.5),
        ("-1.25E-2", -0.0125), ("0e5", 0), ("0.1e1", 1), ("1e308", 1e308), ("5e-324", .leastNonzeroMagnitude),
        ("1e-400", 0),
        ("9223372036854775808", 9_223_372_036_854_775_808), ("-9223372036854775809", -9_223_372_036_854_775_808),
        ("123456789012345678901234567890", 1.2345678901234568e29),
    ]

    @Test("Every other number is the nearest double", arguments: doubles)
    func double(text: String, value: Double) throws {
        let read = try JSONParser.parse(text)
        #expect(read == .number(value))
    }

    static let refused = [
        "+1", "-", "--1", "01", "-01", "00", "0123", "0x10", "1.", ".5", "-.5", "1.e3", "1e", "1e+", "1e-", "1e1.5",
        "1.2.3", "1_000", "1e5e5", "\u{661}", "\u{FF11}", "1\u{661}", "1f", "1n", "-NaN", "2.", "0.", "1e ", "- 1",
    ]

    @Test("Other spellings are refused, leading zeros among them", arguments: refused)
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(text) }
        #expect(throws: JSONError.self) { try JSONParser.parse("[\(text)]") }
        #expect(throws: JSONError.self) { try JSONParser.parse("{\"a\":\(text)}") }
    }

    @Test(
        "A number beyond every double is refused, not made infinite",
        arguments: ["1e309", "-1e309", "1e999999999999999999999", "9" + String(repeating: "0", count: 400)])
    func tooLarge(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    }

    @Test("A number of a million digits is judged and does not stop the process")
    func manyDigits() throws {
        let zeros = String(repeating: "0", count: 1_000_000)
        #expect(throws: JSONError.self) { try JSONParser.parse("1" + zeros) }
        #expect(try JSONParser.parse("0." + zeros + "1").integer == 0)
    }

    @Test("A number is an integer when it has no fraction and fits, however it is spelt")
    func integerFromDouble() throws {
        #expect(try JSONParser.parse("1e3").integer == 1000)
        #expect(try JSONParser.parse("1.0").integer == 1)
        #expect(try JSONParser.parse("1.5").integer == nil)
        #expect(try JSONParser.parse("1e300").integer == nil)
        #expect(try JSONParser.parse("9223372036854775808").integer == nil)
        #expect(JSONValue.number(.nan).integer == nil)
        #expect(JSONValue.number(.infinity).integer == nil)
        #expect(JSONValue.string("1").integer == nil)
        #expect(JSONValue.bool(true).integer == nil)
    }
}
