import JSON

/// What a server made of a JSON-RPC request: the response, wherever in the answer it stood.
enum MCPOutcome: Sendable {
    case result(JSONValue)
    case error(code: Int64)
    /// There was no response to this request in the answer.
    case none

    /// Finds the response with that id in a JSON body or among the events of a stream.
    init(_ answer: Answer?, id: Int64?) {
        self = .none
        guard let answer, let id else { return }
        let texts = answer.mediaType == "text/event-stream" ? answer.events.map { Array($0.utf8) } : [answer.body]
        for text in texts {
            guard let message = try? JSONParser.parse(text) else { continue }
            let isReply = message["id"]?.integer == id
            if isReply, let result = message["result"] {
                self = .result(result)
                return
            }
            // An error may have no id, when the server refused before it read one (JSON-RPC 2.0 §5).
            if isReply || message["id"] == nil || message["id"] == .null,
                let code = message["error"]?["code"]?.integer
            {
                self = .error(code: code)
                return
            }
        }
    }
}
