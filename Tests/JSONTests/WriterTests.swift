import JSON
import Testing

@Suite("The JSON writer")
struct WriterTests {
    static let values: [(JSONValue, String)] = [
        (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (.integer(.min), "-9223372036854775808"),
        (.number(0.5), "0.5"), (.number(1e16), "1e+16"), (.number(-0.0), "-0.0"), ("", #""""#), ([], "[]"), ([:], "{}"),
        ([1, "a", .null], #"[1,"a",null]"#), (["b": 1, "a": [2]], #"{"b":1,"a":[2]}"#),
        ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1}\u{1F}", #""\u0000\u0001\u001f""#),
        ("é😀\u{7F}\u{2028}", "\"é😀\u{7F}\u{2028}\""), (["a\"\n": true], #"{"a\"\n":true}"#),
    ]

    @Test("Compact text, members in the order of insertion", arguments: values)
    func writes(value: JSONValue, text: String) throws {
        #expect(value.serializedString() == text)
        #expect(value.serialized() == Array(text.utf8))
        #expect(try JSONParser.parse(text) == value)
    }

    @Test("RFC 8259 §6: infinities and NaN have no spelling, and do not make the text invalid")
    func notFinite() {
        #expect(
            JSONValue.array([.number(.nan), .number(.infinity), .number(-.infinity)]).serializedString()
                == "[null,null,null]")
    }

    @Test("Every scalar of the Basic Latin and Latin-1 blocks survives in a string and in a name")
    func everyScalar() throws {
        for code in UInt32(0)...0xFF {
            let text = String(try #require(Unicode.Scalar(code)))
            let value = JSONValue.object([text: .string(text)])
            #expect(try JSONParser.parse(value.serialized()) == value)
        }
    }

    @Test(
        "Doubles survive",
        arguments: [
            0.1, 1.0 / 3, 1e21, 1e-7, 123_456_789.123, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
            .leastNormalMagnitude, -.pi, 9_007_199_254_740_994,
        ])
    func double(value: Double) throws {
        #expect(try JSONParser.parse(JSONValue.number(value).serialized()) == .number(value))
    }
}
