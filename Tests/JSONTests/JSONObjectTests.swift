import JSON
import Testing

@Suite("JSON objects")
struct JSONObjectTests {
    @Test("Objects are equal whatever the order of their members, and hash alike")
    func equality() {
        let one: JSONObject = ["a": 1, "b": ["x": .null]]
        let other: JSONObject = ["b": ["x": .null], "a": 1]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != ["a": 1])
        #expect(one != ["a": 1, "b": .null])
        #expect(["a": 1] as JSONObject != ["b": 1])
    }

    @Test("An integer and a double of one value are two values")
    func numberKinds() throws {
        #expect(try JSONParser.parse("1") != JSONParser.parse("1.0"))
    }

    @Test("Setting a member keeps its place, nil removes it, a new one goes to the end")
    func mutation() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = 20
        #expect(object.names == ["a", "b", "c"])
        object["a"] = nil
        object["missing"] = nil
        object["a"] = 10
        #expect(object.names == ["b", "c", "a"])
        #expect(object["b"] == 20)
        #expect(object.count == 3)
    }

    @Test("Of two members with one name the later one stays, in the place of the first, however many there are")
    func manyMembers() {
        for count in [1, 15, 16, 17, 1000] {
            let names = (0..<count).map { "n\($0)" }
            let object = JSONObject(
                names.map { ($0, 1) } + names.reversed().map { ($0, 2) } + [("e\u{301}", 3), ("é", 4)])
            #expect(object.names.map { Array($0.utf8) } == (names + ["e\u{301}", "é"]).map { Array($0.utf8) })
            #expect(object.members.prefix(count).allSatisfy { $0.value == 2 })
            #expect(object["e\u{301}"] == 3)
        }
    }

    @Test("A member that is null is there")
    func nullMember() throws {
        var object = try #require(try JSONParser.parse(#"{"a":null}"#).object)
        #expect(object["a"] == .some(.null))
        #expect(!object.isEmpty)
        object["a"] = nil
        #expect(object.isEmpty)
    }

    @Test("Of two members with one name in code the later one stays, in the place of the first")
    func laterStays() {
        let object = JSONObject([("a", 1), ("b", 2), ("a", 3)])
        #expect(object.names == ["a", "b"])
        #expect(object["a"] == 3)
    }

    @Test("An accessor gives nil for another type, and strings only for an array of nothing but strings")
    func accessors() {
        #expect(JSONValue.string("true").bool == nil)
        #expect(JSONValue.integer(1).string == nil)
        #expect(JSONValue.array([]).object == nil)
        #expect(JSONValue.object([:]).array == nil)
        #expect(JSONValue.array([]).strings == [])
        #expect(JSONValue.array(["a", "b"]).strings == ["a", "b"])
        #expect(JSONValue.array(["a", 1]).strings == nil)
        #expect(JSONValue.array(["a", .null]).strings == nil)
        #expect(JSONValue.string("a").strings == nil)
        #expect(JSONValue.string("a")["a"] == nil)
    }
}
