import JSON
import Testing

@Suite("RFC 8259: what is a JSON text")
struct GrammarTests {
    static let accepted: [(String, JSONValue)] = [
        ("null", .null), ("true", true), ("false", false), ("0", 0), ("-1", -1), (#""""#, ""), (#""x""#, "x"),
        ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]),
        (" \t\r\n[ 1 ,\n2 ]\r\n", [1, 2]), ("[[],{}]", [[], [:]]), ("[null,true,false]", [.null, true, false]),
        (#"{"a":1}"#, ["a": 1]), (#"{ "a" : { "b" : [ "c" ] } }"#, ["a": ["b": ["c"]]]), (#"{"":0}"#, ["": 0]),
        (#"{"a":1,"A":2}"#, ["a": 1, "A": 2]),
    ]

    @Test("RFC 8259 §2: any value may be the whole text, with white space around it", arguments: accepted)
    func accepts(text: String, value: JSONValue) throws {
        #expect(try JSONParser.parse(text) == value)
    }

    static let refused = [
        "", " ", "\n", "nul", "nulll", "NULL", "True", "tru", "undefined", "NaN", "Infinity", "-Infinity", "'a'", "a",
        "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1;2]", "[1}", "[\"a\"", "{", "}", "{\"a\"}",
        "{\"a\":}", "{\"a\" 1}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{1:1}",
        "{\"a\":1]", "{\"a\"::1}", "{\"a\":1 \"b\":2}", "{null:1}", "1 2", "null null", "{}{}", "[]]", "{} x",
        "{}\u{0}", "\u{0}", "[1]//", "/**/1", "[1] # c", "[1\u{A0}]", "\u{B}1", "\u{C}1", "\u{2028}1",
    ]

    @Test("RFC 8259 §2: nothing else is, and nothing may follow the value", arguments: refused)
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    }

    @Test("RFC 8259 §8.1: a byte order mark is refused")
    func byteOrderMark() {
        #expect(throws: JSONError.self) { try JSONParser.parse([0xEF, 0xBB, 0xBF] + Array("{}".utf8)) }
        #expect(throws: JSONError.self) { try JSONParser.parse([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]) }
    }

    static let repeated = [
        #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"{"a":1,"\u0061":2}"#, #"{"":1,"":2}"#,
        #"[{"x":{"iss":"a","i\u0073s":"b"}}]"#,
    ]

    @Test("RFC 8259 §4: a name that stands twice is refused, however it is spelt", arguments: repeated)
    func duplicateName(text: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONParser.parse(text) }
        #expect(error.code == .duplicateName)
    }

    @Test("RFC 8259 §4: the same name in two objects is no repetition")
    func namesInDifferentObjects() throws {
        #expect(try JSONParser.parse(#"{"a":{"a":[{"a":1},{"a":2}]}}"#)["a"]?["a"]?.array?.count == 2)
    }

    @Test("RFC 8259 §8.3: names are compared code unit by code unit")
    func namesInTwoNormalForms() throws {
        let object = try #require(try JSONParser.parse("{\"\u{E9}\":1,\"e\u{301}\":2,\"\u{212A}\":3,\"K\":4}").object)
        #expect(object.count == 4)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
        #expect(object["\u{212A}"] == 3)
        #expect(object["K"] == 4)
        #expect(object["\u{E9}\u{301}"] == nil)
    }

    @Test("Any sequence of bytes is read, also one without contiguous storage")
    func anySequence() throws {
        #expect(try JSONParser.parse("[1]".utf8.lazy.map { $0 }) == [1])
        #expect(try JSONParser.parse(AnySequence("[1]".utf8)) == [1])
        #expect(try JSONParser.parse(Array("xx[1]".utf8)[2...]) == [1])
    }
}
