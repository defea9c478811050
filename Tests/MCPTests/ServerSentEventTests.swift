import JSON
import MCP
import Testing

@Suite("WHATWG HTML §9.2: server-sent events")
struct ServerSentEventTests {
    private func events(_ text: String) -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return parser.feed(Array(text.utf8))
    }

    @Test("A message is one event of one line of data")
    func serialisation() {
        let bytes = ServerSentEvent.bytes(["text": "two\nlines"])
        #expect(String(decoding: bytes, as: UTF8.self) == "event: message\ndata: {\"text\":\"two\\nlines\"}\n\n")
        #expect(events(String(decoding: bytes, as: UTF8.self)) == [ServerSentEvent(data: #"{"text":"two\nlines"}"#)])
    }

    @Test("Lines end with LF, CR or CRLF", arguments: ["\n", "\r", "\r\n"])
    func lineEnds(end: String) {
        #expect(
            events("event: a\(end)data: 1\(end)data:2\(end)\(end)data: 3\(end)\(end)") == [
                ServerSentEvent(event: "a", data: "1\n2"), ServerSentEvent(data: "3"),
            ])
    }

    @Test("Comments, unknown fields, a byte order mark and events without data are skipped")
    func skipped() {
        #expect(
            events("\u{FEFF}data: 1\n: note\nid: 9\nretry: 5\n\nevent: empty\n\ndata\n\n") == [
                ServerSentEvent(data: "1"), ServerSentEvent(data: ""),
            ])
        #expect(events(String(decoding: ServerSentEvent.comment("alive"), as: UTF8.self)).isEmpty)
    }

    @Test("Only one space after the colon is taken away, and a combining mark does not hide the colon")
    func values() {
        #expect(events("data:  x:y\n\n") == [ServerSentEvent(data: " x:y")])
        #expect(events("data:\u{301}x\n\n") == [ServerSentEvent(data: "\u{301}x")])
    }

    @Test("An event arrives when its blank line does, however the bytes are cut")
    func cut() {
        var parser = ServerSentEventParser()
        var arrived: [ServerSentEvent] = []
        let bytes = Array("data: ü\r\n\r\ndata: 2\r\n\r\ndata: 3\r\n".utf8)
        for byte in bytes { arrived += parser.feed([byte]) }
        #expect(arrived == [ServerSentEvent(data: "ü"), ServerSentEvent(data: "2")])
    }
}
