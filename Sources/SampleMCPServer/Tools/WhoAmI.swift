import JSON

/// Says who the gateway thinks the caller is.
struct WhoAmI: Tool {
    let greetings: Greetings
    let name = "whoami"

    var definition: JSONValue {
        let text: JSONValue = ["type": ["string", "null"]]
        return [
            "name": .string(name), "title": "Who am I",
            "description": "Says who the gateway in front of this server thinks the caller is, and the greeting set.",
            "inputSchema": objectSchema([:], required: []),
            "outputSchema": objectSchema(
                [
                    "subject": text, "issuer": text, "auth_source": text,
                    "scopes": ["type": "array", "items": ["type": "string"]], "greeting": text,
                ],
                required: ["subject", "issuer", "auth_source", "scopes", "greeting"]),
            "annotations": ["readOnlyHint": true, "openWorldHint": false],
        ]
    }

    func call(_ arguments: JSONObject, by caller: Caller) -> ToolAnswer {
        let arguments = ToolArguments(arguments, known: [])
        guard arguments.problems.isEmpty else { return .result(.invalidArguments(arguments.problems)) }
        let greeting = greetings[caller]
        let structured: JSONObject = [
            "subject": json(caller.subject), "issuer": json(caller.issuer), "auth_source": json(caller.authSource),
            "scopes": .strings(caller.scopes), "greeting": json(greeting),
        ]
        let text = description(of: caller) + (greeting.map { " Your greeting: \($0)" } ?? "")
        return .result(ToolResult(text: text, structuredContent: structured))
    }

    private func json(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    private func description(of caller: Caller) -> String {
        guard let source = caller.authSource else { return "Nobody says who you are: no gateway is in front." }
        var text = "You are \(caller.subject ?? "nobody in particular")"
        if let issuer = caller.issuer { text += " of \(issuer)" }
        text += ", known by \(source), "
        return text
            + (caller.scopes.isEmpty ? "without scopes." : "with the scopes \(caller.scopes.joined(separator: " ")).")
    }
}
