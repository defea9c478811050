import SmokeTest
import Testing

@Suite("Server-sent events (WHATWG HTML §9.2)")
struct EventStreamReaderTests {
    private func events(_ text: String, piece: Int) -> [String] {
        var reader = EventStreamReader()
        var rest = Array(text.utf8)[...]
        var events: [String] = []
        while !rest.isEmpty {
            events += reader.read(rest.prefix(piece))
            rest = rest.dropFirst(piece)
        }
        return events
    }

    @Test("Lines end with LF, CR or CRLF, however the bytes arrive", arguments: ["\n", "\r", "\r\n"], [1, 2, 3, 1000])
    func lineEnds(end: String, piece: Int) {
        let text = [": comment", "event: message", "data: a", "data:b", "id: 1", "", "data: ü", "", "data: cut"]
        #expect(events(text.joined(separator: end) + end, piece: piece) == ["a\nb", "ü"])
    }

    @Test("An event without data is no event")
    func empty() {
        #expect(events("event: ping\n\n\n\ndata:\n\n", piece: 5) == [""])
    }
}
