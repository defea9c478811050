import JSON

/// Something that a client can call.
protocol Tool: Sendable {
    var name: String { get }
    /// The entry in `tools/list`.
    var definition: JSONValue { get }
    func call(_ arguments: JSONObject, by caller: Caller) -> ToolAnswer
}

/// What a tool answers with: at once, or after work that reports its progress.
enum ToolAnswer: Sendable {
    case result(ToolResult)
    case work(@Sendable (_ report: @Sendable (Progress) -> Void) async throws -> ToolResult)
}

/// How far some work has come.
struct Progress: Sendable {
    var step: Int
    var total: Int
    var message: String
}

/// The result of `tools/call`.
struct ToolResult: Sendable {
    var text: String
    var structuredContent: JSONObject?
    /// The tool failed in a way that its caller can mend; the text says how.
    var isError = false

    static func failure(_ text: String) -> ToolResult { ToolResult(text: text, isError: true) }

    var json: JSONObject {
        var object: JSONObject = [
            "content": [["type": "text", "text": .string(text)]], "isError": .bool(isError),
        ]
        object["structuredContent"] = structuredContent.map(JSONValue.object)
        return object
    }
}
