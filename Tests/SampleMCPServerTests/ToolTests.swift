import HTTPTypes
import JSON
import MCP
import Testing

@Suite("The sample server's tools")
struct ToolTests {
    private let requests = Sample.requests()

    @Test("Every tool has an input schema of JSON Schema 2020-12 that takes nothing unknown")
    func list() async throws {
        try await Sample.run { sample in
            let tools = try #require(try await sample.send(requests.listTools(id: 1)).result?["tools"]?.array)
            #expect(tools.map { $0["name"] } == ["whoami", "countdown", "set_greeting"])
            for tool in tools {
                #expect(tool["inputSchema"]?["$schema"] == "https://json-schema.org/draft/2020-12/schema")
                #expect(tool["inputSchema"]?["type"] == "object")
                #expect(tool["inputSchema"]?["additionalProperties"] == false)
            }
        }
    }

    @Test("tools/list has one page: a cursor is -32602")
    func cursor() async throws {
        try await Sample.run { sample in
            let request = JSONRPCRequest(id: 1, method: MCPMethod.listTools, params: ["cursor": "2"])
            let answer = try await sample.send(requests.post(request))
            #expect(answer.errorCode == -32602)
        }
    }

    @Test("whoami says what the gateway says")
    func whoAmI() async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(requests.callTool(id: 1, name: "whoami")) {
                $0.setCaller("user_1", scopes: "mcp mcp:write")
            }
            #expect(
                answer.result?["structuredContent"] == [
                    "subject": "user_1", "issuer": "https://auth.example.com", "auth_source": "oauth_local",
                    "scopes": ["mcp", "mcp:write"], "greeting": .null,
                ])
            for part in ["user_1", "https://auth.example.com", "oauth_local", "mcp mcp:write"] {
                #expect(answer.toolText.contains(part))
            }
        }
    }

    @Test("Without a gateway whoami knows nobody")
    func nobody() async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(requests.callTool(id: 1, name: "whoami"))
            #expect(answer.result?["structuredContent"]?["subject"] == .null)
            #expect(answer.result?["structuredContent"]?["scopes"] == [])
            #expect(answer.toolText.contains("no gateway"))
        }
    }

    @Test("set_greeting without its scope fails as a tool and names the scope", arguments: ["", "mcp", "mcp:writer"])
    func missingScope(scopes: String) async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(
                requests.callTool(id: 1, name: "set_greeting", arguments: ["text": "hi"])
            ) { $0.setCaller("user_1", scopes: scopes) }
            #expect(answer.status == .ok)
            #expect(answer.result?["isError"] == true)
            #expect(answer.toolText.contains("mcp:write"))
        }
    }

    @Test("A greeting is kept for its caller alone, and a later one replaces it")
    func greeting() async throws {
        try await Sample.run { sample in
            for text in ["hello", "good day"] {
                let answer = try await sample.send(
                    requests.callTool(id: 1, name: "set_greeting", arguments: ["text": .string(text)])
                ) { $0.setCaller("user_1", scopes: "mcp:write") }
                #expect(answer.result?["isError"] == false)
                let own = try await sample.send(requests.callTool(id: 2, name: "whoami")) {
                    $0.setCaller("user_1", scopes: "mcp")
                }
                #expect(own.result?["structuredContent"]?["greeting"] == .string(text))
                #expect(own.toolText.contains(text))
            }
            let other = try await sample.send(requests.callTool(id: 3, name: "whoami")) {
                $0.setCaller("user_2", scopes: "mcp")
            }
            #expect(other.result?["structuredContent"]?["greeting"] == .null)
        }
    }

    @Test(
        "Arguments that do not fit are a tool error that names every problem",
        arguments: [
            ("countdown", [:], ["from is missing"]),
            ("countdown", ["from": 0], ["from must be an integer from 1 to 10"]),
            ("countdown", ["from": "3"], ["from must be an integer"]),
            ("countdown", ["from": .number(2.5)], ["from must be an integer"]),
            (
                "countdown", ["form": 3, "from": 11, "interval_ms": -1],
                ["form is not", "from must", "interval_ms must"]
            ),
            ("whoami", ["verbose": true], ["verbose is not an argument"]),
            ("set_greeting", [:], ["text is missing"]), ("set_greeting", ["text": ""], ["text must be"]),
            ("set_greeting", ["text": .string(String(repeating: "é", count: 201))], ["text must be"]),
        ] as [(String, JSONObject, [String])])
    func badArguments(tool: String, arguments: JSONObject, problems: [String]) async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(requests.callTool(id: 1, name: tool, arguments: arguments)) {
                $0.setCaller("user_1", scopes: "mcp:write")
            }
            #expect(answer.status == .ok)
            #expect(answer.result?["isError"] == true)
            for problem in problems { #expect(answer.toolText.contains(problem)) }
        }
    }

    @Test("A call that no tool can answer is -32602")
    func badCall() async throws {
        try await Sample.run { sample in
            let unknown = try await sample.send(requests.callTool(id: 1, name: "nothing"))
            #expect(unknown.errorCode == -32602)
            #expect(unknown.json["error"]?["message"]?.string?.contains("countdown") == true)
            let badParams: [JSONObject] = [
                ["name": "whoami", "arguments": [1]],
                ["name": "countdown", "arguments": ["from": 1], "_meta": ["progressToken": .number(1.5)]],
            ]
            for params in badParams {
                let request = JSONRPCRequest(id: 1, method: MCPMethod.callTool, params: params)
                #expect(try await sample.send(requests.post(request)).errorCode == -32602)
            }
        }
    }

    @Test("countdown sends each number as progress with the client's token, and then the result")
    func progress() async throws {
        try await Sample.run { sample in
            let post = requests.callTool(
                id: 4, name: "countdown", arguments: ["from": 3, "interval_ms": 0], progressToken: 77)
            let answer = try await sample.send(post)
            #expect(answer.headers[.contentType] == "text/event-stream")
            let events = try answer.events
            try #require(events.count == 4)
            for (index, event) in events.dropLast().enumerated() {
                #expect(event["method"] == "notifications/progress")
                #expect(
                    event["params"] == [
                        "progressToken": 77, "progress": .integer(Int64(index) + 1), "total": 3,
                        "message": .string(String(3 - index)),
                    ])
            }
            #expect(events.last?["id"] == 4)
            #expect(events.last?["result"]?["isError"] == false)
            #expect(events.last?["result"]?["resultType"] == "complete")
        }
    }

    @Test("Without a progress token countdown sends the result alone")
    func withoutToken() async throws {
        try await Sample.run { sample in
            let post = requests.callTool(id: 4, name: "countdown", arguments: ["from": 2, "interval_ms": 0])
            let events = try await sample.send(post).events
            #expect(events.count == 1)
            #expect(events.first?["id"] == 4)
        }
    }
}
