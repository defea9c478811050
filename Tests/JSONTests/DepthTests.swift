import JSON
import Testing

@Suite("RFC 8259 §9: limits on nesting")
struct DepthTests {
    private func nested(_ depth: Int, _ open: String = "[", _ close: String = "]", inner: String = "") -> String {
        String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }

    @Test("64 levels are read and the 65th is refused")
    func limit() throws {
        _ = try JSONParser.parse(nested(64))
        _ = try JSONParser.parse(nested(64, "{\"a\":", "}", inner: "1"))
        for text in [nested(65), nested(65, "{\"a\":", "}", inner: "1"), nested(33, "[{\"a\":", "}]", inner: "1")] {
            let error = try #require(throws: JSONError.self) { try JSONParser.parse(text) }
            #expect(error.code == .tooDeep)
        }
    }

    @Test("The reader chooses the limit")
    func chosenLimit() throws {
        #expect(try JSONParser.parse("1", maximumDepth: 0) == 1)
        #expect(try JSONParser.parse("[1]", maximumDepth: 1) == [1])
        let error = try #require(throws: JSONError.self) { try JSONParser.parse("[[1]]", maximumDepth: 1) }
        #expect(error.code == .tooDeep)
        #expect(error.offset == 1)
    }

    @Test("Siblings do not count as depth")
    func siblings() throws {
        let text = "[" + Array(repeating: "[[]]", count: 10_000).joined(separator: ",") + "]"
        #expect(try JSONParser.parse(text, maximumDepth: 3).array?.count == 10_000)
    }

    @Test(
        "A bomb of a million brackets is refused without exhausting the stack",
        arguments: ["[", "{\"a\":", "[{\"a\":", "[[],"])
    func bomb(unit: String) throws {
        let error = try #require(throws: JSONError.self) {
            try JSONParser.parse(String(repeating: unit, count: 1_000_000))
        }
        #expect(error.code == .tooDeep)
    }
}
