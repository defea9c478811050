import HTTPTypes
import JSON
import MCP
import Testing

@Suite("The sample server, MCP 2026-07-28")
struct ModernEraTests {
    private let requests = Sample.requests(.v20260728)

    @Test("server/discover names every version that is spoken")
    func discover() async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(requests.discover(id: 1))
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.json["id"] == 1)
            #expect(
                answer.result?["supportedVersions"] == ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26"])
            #expect(answer.result?["capabilities"] == ["tools": [:]])
        }
    }

    @Test("Results say that they are complete, who made them and, where they may be kept, for how long and by whom")
    func results() async throws {
        try await Sample.run { sample in
            for post in [requests.discover(id: 1), requests.listTools(id: 2), requests.callTool(id: 3, name: "whoami")]
            {
                let answer = try await sample.send(post)
                #expect(answer.result?["resultType"] == "complete")
                #expect(answer.result?["_meta"]?[MetaKey.serverInfo]?["name"] == "claviger-sample")
                #expect(answer.headers[.mcpSessionID] == nil)
            }
            for post in [requests.discover(id: 1), requests.listTools(id: 2)] {
                let answer = try await sample.send(post)
                #expect(answer.result?["ttlMs"]?.integer ?? 0 > 0)
                #expect(answer.result?["cacheScope"] == "public")
            }
        }
    }

    @Test("Headers that say other than the body are 400 and -32020")
    func headerMismatch() async throws {
        try await Sample.run { sample in
            let call = requests.callTool(id: 9, name: "whoami")
            let changes: [@Sendable (inout HTTPFields) -> Void] = [
                { $0[.mcpMethod] = "tools/list" }, { $0[.mcpMethod] = nil }, { $0[.mcpName] = "set_greeting" },
                { $0[.mcpName] = nil }, { $0[.mcpName] = "=?base64?broken?=" }, { $0[.mcpProtocolVersion] = nil },
                { $0[.mcpProtocolVersion] = "2025-11-25" }, { $0.append(HTTPField(name: .mcpName, value: "whoami")) },
            ]
            for change in changes {
                let answer = try await sample.send(call, change)
                #expect(answer.status == .badRequest)
                #expect(answer.errorCode == -32020)
                #expect(answer.json["id"] == 9)
            }
        }
    }

    @Test("A wrapped name is unwrapped before it is compared")
    func wrappedName() async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(requests.callTool(id: 1, name: "whoami")) {
                $0[.mcpName] = "=?base64?d2hvYW1p?="
            }
            #expect(answer.status == .ok)
        }
    }

    @Test("A version that is not spoken is 400 and -32022, with those that are")
    func unsupportedVersion() async throws {
        try await Sample.run { sample in
            var post = requests.discover(id: 1)
            post.headers[.mcpProtocolVersion] = "2027-01-01"
            let text = String(decoding: post.body, as: UTF8.self).replacing("2026-07-28", with: "2027-01-01")
            for body in [text, #"{"jsonrpc":"2.0","method":"notifications/x"}"#] {
                let answer = try await sample.send(.post, post.headers, body: Array(body.utf8))
                #expect(answer.status == .badRequest)
                #expect(answer.errorCode == -32022)
                #expect(answer.json["error"]?["data"]?["requested"] == "2027-01-01")
                #expect(answer.json["error"]?["data"]?["supported"]?.strings?.contains("2026-07-28") == true)
            }
        }
    }

    @Test("A request without its envelope is 400 and -32602")
    func missingEnvelope() async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(
                .post, requests.discover(id: 1).headers,
                body: JSONRPCRequest(id: 1, method: MCPMethod.discover).json.serialized())
            #expect(answer.status == .badRequest)
            #expect(answer.errorCode == -32602)
        }
    }

    @Test("An unknown method is 404 and -32601", arguments: ["prompts/list", "initialize", "ping"])
    func unknownMethod(method: String) async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(requests.post(JSONRPCRequest(id: "x", method: method)))
            #expect(answer.status == .notFound)
            #expect(answer.errorCode == -32601)
            #expect(answer.json["id"] == "x")
        }
    }

    @Test("GET and DELETE are 405", arguments: [HTTPRequest.Method.get, .delete])
    func postOnly(method: HTTPRequest.Method) async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(method, [.mcpProtocolVersion: "2026-07-28"])
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.headers[.allow] == "POST")
        }
    }

    @Test("A notification is 202 without a body, and a response is 400")
    func otherMessages() async throws {
        try await Sample.run { sample in
            let headers = requests.discover(id: 1).headers
            let notification = JSONRPCNotification(method: MCPMethod.cancelled).json.serialized()
            let taken = try await sample.send(.post, headers, body: notification)
            #expect(taken.status == .accepted)
            #expect(taken.text.isEmpty)
            let response = JSONRPCResponse(id: 1, .success([:])).json.serialized()
            #expect(try await sample.send(.post, headers, body: response).status == .badRequest)
        }
    }
}
