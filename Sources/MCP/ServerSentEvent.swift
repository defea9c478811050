package import JSON

/// One event of a `text/event-stream` (WHATWG HTML §9.2). In MCP its data is a JSON-RPC message.
package struct ServerSentEvent: Sendable, Hashable {
    /// The type: `message` unless the stream names another.
    package var event: String
    package var data: String

    package init(event: String = "message", data: String) {
        self.event = event
        self.data = data
    }

    /// The bytes of an event that carries a message. JSON text has no line ends, so its data is one line.
    package static func bytes(_ message: JSONValue) -> [UInt8] {
        Array("event: message\ndata: ".utf8) + message.serialized() + Array("\n\n".utf8)
    }

    /// The bytes of a comment, which readers skip: it shows that the stream lives.
    package static func comment(_ text: String) -> [UInt8] { Array(": \(text)\n\n".utf8) }
}
