import JSON

/// Stores a greeting, for callers who may write.
struct SetGreeting: Tool {
    let greetings: Greetings
    let name = "set_greeting"

    private static let neededScope = "mcp:write"
    private static let maximumLength = 200

    var definition: JSONValue {
        [
            "name": .string(name), "title": "Set greeting",
            "description": "Stores your greeting, which whoami then shows. Needs the scope mcp:write.",
            "inputSchema": objectSchema(
                [
                    "text": [
                        "type": "string", "description": "The greeting", "minLength": 1,
                        "maxLength": .integer(Int64(SetGreeting.maximumLength)),
                    ]
                ], required: ["text"]),
            "annotations": [
                "readOnlyHint": false, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false,
            ],
        ]
    }

    func call(_ arguments: JSONObject, by caller: Caller) -> ToolAnswer {
        guard caller.scopes.contains(SetGreeting.neededScope) else {
            return .result(
                .failure("This needs the scope \(SetGreeting.neededScope), which your credentials do not have."))
        }
        var arguments = ToolArguments(arguments, known: ["text"])
        let text = arguments.text("text", maximumLength: SetGreeting.maximumLength)
        guard arguments.problems.isEmpty, let text else { return .result(.invalidArguments(arguments.problems)) }
        greetings.set(text, for: caller)
        return .result(ToolResult(text: "Your greeting is now: \(text)"))
    }
}
