import JSON
import Testing

@Suite("Errors of the JSON reader")
struct JSONErrorTests {
    static let texts = [
        #"{"password":"hunter2" "x"}"#, #"{"hunter2":1,"hunter2":2}"#, #"hunter2"#, #"["hunter2\x"]"#,
        #"{"a":"hunter2"#, #"[hunter2]"#,
    ]

    @Test("An error never quotes the text: it may hold a secret", arguments: texts)
    func quotesNothing(text: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONParser.parse(text) }
        #expect(!"\(error)".contains("hunter2"))
        #expect(!String(reflecting: error).contains("hunter2"))
    }

    static let offsets: [(String, Int)] = [
        ("", 0), ("x", 0), ("[1 2]", 3), ("{} x", 3), ("[1,]", 3), (#"{"a" 1}"#, 5), ("01", 1), ("tru", 3), ("[", 1),
    ]

    @Test("An error says where reading stopped", arguments: offsets)
    func offset(text: String, offset: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSONParser.parse(text) }
        #expect(error.offset == offset)
        #expect(error.code == .syntax)
        #expect(error.description.hasSuffix("at byte \(offset)"))
    }
}
