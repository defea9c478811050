import JSON
import Storage
import Testing

@Suite("A snapshot as JSON")
struct SnapshotJSONTests {
    private let snapshot = Snapshot(
        schema: "1",
        tables: [
            Snapshot.Table(name: "empty", columns: ["a"], rows: []),
            Snapshot.Table(
                name: "full", columns: ["a", "b"],
                rows: [
                    [.null, .integer(.max)], [.integer(.min), .integer(9_007_199_254_740_993)],
                    [.text("\u{0}{\"b\":\"\"}\u{1F511}"), .text("")], [.blob([]), .blob([0, 255, 62, 63])],
                ]),
        ])

    @Test("every value comes back, integers that doubles cannot have too")
    func roundTrip() throws {
        let text = snapshot.json.serializedString()
        #expect(Snapshot(json: try JSONParser.parse(text)) == snapshot)
        #expect(text.contains(#"{"i":"9007199254740993"}"#))
        #expect(text.contains(#"{"b":"AP8-Pw"}"#))
    }

    @Test(
        "what is no snapshot is none",
        arguments: [
            "[]", "{}", #"{"schema":1,"tables":[]}"#, #"{"schema":"1"}"#, #"{"schema":"1","tables":[1]}"#,
            #"{"schema":"1","tables":[{"name":"a","columns":["b"]}]}"#,
            #"{"schema":"1","tables":[{"name":"a","columns":[1],"rows":[]}]}"#,
            #"{"schema":"1","tables":[{"name":"a","columns":["b"],"rows":[1]}]}"#,
            #"{"schema":"1","tables":[{"name":"a","columns":["b"],"rows":[[1.5]]}]}"#,
            #"{"schema":"1","tables":[{"name":"a","columns":["b"],"rows":[[true]]}]}"#,
            #"{"schema":"1","tables":[{"name":"a","columns":["b"],"rows":[[{"b":"="}]]}]}"#,
            #"{"schema":"1","tables":[{"name":"a","columns":["b"],"rows":[[{"i":"9223372036854775808"}]]}]}"#,
            #"{"schema":"1","tables":[{"name":"a","columns":["b"],"rows":[[{"b":"","i":"1"}]]}]}"#,
        ])
    func malformed(_ text: String) throws {
        #expect(Snapshot(json: try JSONParser.parse(text)) == nil)
    }
}
