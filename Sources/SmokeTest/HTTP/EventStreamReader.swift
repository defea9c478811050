/// Reads the data of server-sent events (WHATWG HTML §9.2) from a stream that comes in pieces.
package struct EventStreamReader: Sendable {
    private var line: [UInt8] = []
    private var data: [String] = []
    private var lastWasReturn = false

    package init() {}

    /// Takes the next bytes and gives the data of the events that they complete.
    package mutating func read(_ bytes: some Sequence<UInt8>) -> [String] {
        var events: [String] = []
        for byte in bytes {
            // A line ends with CR, LF or both.
            if byte == UInt8(ascii: "\n"), lastWasReturn {
                lastWasReturn = false
                continue
            }
            lastWasReturn = byte == UInt8(ascii: "\r")
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                line.append(byte)
                continue
            }
            if line.isEmpty {
                if !data.isEmpty { events.append(data.joined(separator: "\n")) }
                data = []
            } else {
                endLine()
            }
            line = []
        }
        return events
    }

    private mutating func endLine() {
        let text = String(decoding: line, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else { return }
        let field = text[..<colon]
        guard field == "data" || field == "\u{FEFF}data" else { return }
        let value = text[text.index(after: colon)...]
        data.append(String(value.first == " " ? value.dropFirst() : value))
    }
}
