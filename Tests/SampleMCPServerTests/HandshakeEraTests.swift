import HTTPTypes
import JSON
import MCP
import SampleMCPServer
import Testing

@Suite("The sample server, MCP 2025-03-26 to 2025-11-25")
struct HandshakeEraTests {
    @Test("initialize agrees on the client's version", arguments: ["2025-03-26", "2025-06-18", "2025-11-25"])
    func agreement(version: String) async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(
                Sample.requests(try #require(ProtocolVersion(rawValue: version))).initialize(id: 1))
            #expect(answer.status == .ok)
            #expect(answer.result?["protocolVersion"] == .string(version))
            #expect(answer.result?["serverInfo"]?["name"] == "claviger-sample")
            #expect(answer.result?["capabilities"] == ["tools": [:]])
        }
    }

    @Test(
        "initialize offers 2025-11-25 for a version that is not spoken in this era",
        arguments: [
            ProtocolVersion.v20241105, .v20260728,
        ])
    func offer(version: ProtocolVersion) async throws {
        try await Sample.run { sample in
            let answer = try await sample.send(Sample.requests(version).initialize(id: 1))
            #expect(answer.result?["protocolVersion"] == "2025-11-25")
        }
    }

    @Test("initialize without a version is -32602 and opens no session")
    func noVersion() async throws {
        try await Sample.run { sample in
            let post = Sample.requests(.v20250326).post(JSONRPCRequest(id: 1, method: MCPMethod.initialize))
            let answer = try await sample.send(post)
            #expect(answer.errorCode == -32602)
            #expect(answer.headers[.mcpSessionID] == nil)
        }
    }

    @Test("A session id is visible ASCII and new each time; its messages are answered")
    func session() async throws {
        try await Sample.run { sample in
            let requests = try await sample.open()
            let id = try #require(requests.sessionID)
            #expect(id.count == 32)
            #expect(id.utf8.allSatisfy { (0x21...0x7E).contains($0) })
            #expect(try await sample.open().sessionID != id)
            let initialized = try await sample.send(requests.initialized())
            #expect(initialized.status == .accepted)
            #expect(initialized.text.isEmpty)
            #expect(try await sample.send(requests.listTools(id: 2)).result?["tools"]?.array?.count == 3)
            let ping = try await sample.send(requests.post(JSONRPCRequest(id: 3, method: MCPMethod.ping)))
            #expect(ping.result == [:])
            let call = try await sample.send(requests.callTool(id: 4, name: "whoami"))
            #expect(call.result?["isError"] == false)
            #expect(call.result?["resultType"] == nil)
            let response = JSONRPCResponse(id: 1, .success([:])).json.serialized()
            #expect(try await sample.send(.post, requests.initialized().headers, body: response).status == .accepted)
        }
    }

    @Test("A missing session is 400, an unknown one 404")
    func noSession() async throws {
        try await Sample.run { sample in
            var requests = Sample.requests(.v20251125)
            for post in [requests.listTools(id: 1), requests.initialized()] {
                let answer = try await sample.send(post)
                #expect(answer.status == .badRequest)
                #expect(answer.errorCode == -32600)
            }
            #expect(try await sample.send(.delete, [:]).status == .badRequest)
            requests.sessionID = "unknown"
            #expect(try await sample.send(requests.listTools(id: 1)).status == .notFound)
            #expect(try await sample.send(.delete, [.mcpSessionID: "unknown"]).status == .notFound)
        }
    }

    @Test("DELETE ends the session")
    func end() async throws {
        try await Sample.run { sample in
            let requests = try await sample.open()
            #expect(try await sample.send(.delete, [.mcpSessionID: requests.sessionID ?? ""]).status == .noContent)
            #expect(try await sample.send(requests.listTools(id: 1)).status == .notFound)
            #expect(try await sample.send(.delete, [.mcpSessionID: requests.sessionID ?? ""]).status == .notFound)
        }
    }

    @Test("One session too many ends the one that was used longest ago")
    func bound() async throws {
        try await Sample.run(SampleMCPServer(maximumSessions: 2)) { sample in
            let first = try await sample.open()
            let second = try await sample.open()
            #expect(try await sample.send(first.listTools(id: 1)).status == .ok)
            let third = try await sample.open()
            #expect(try await sample.send(second.listTools(id: 1)).status == .notFound)
            #expect(try await sample.send(first.listTools(id: 1)).status == .ok)
            #expect(try await sample.send(third.listTools(id: 1)).status == .ok)
        }
    }

    @Test("There is no stream to GET: 405")
    func get() async throws {
        try await Sample.run { sample in
            let requests = try await sample.open()
            for headers: HTTPFields in [
                [:], [.mcpSessionID: requests.sessionID ?? "", .accept: "text/event-stream"],
            ] {
                let answer = try await sample.send(.get, headers)
                #expect(answer.status == .methodNotAllowed)
                #expect(answer.headers[.allow] == "POST, DELETE")
            }
        }
    }

    @Test("An unknown method is -32601 in a response like any other: 200")
    func unknownMethod() async throws {
        try await Sample.run { sample in
            let requests = try await sample.open()
            let answer = try await sample.send(requests.post(JSONRPCRequest(id: 5, method: "prompts/list")))
            #expect(answer.status == .ok)
            #expect(answer.errorCode == -32601)
            #expect(answer.json["id"] == 5)
        }
    }

    @Test("A version header that is not spoken is 400 and -32022")
    func unsupportedVersion() async throws {
        try await Sample.run { sample in
            let requests = try await sample.open()
            let answer = try await sample.send(requests.listTools(id: 1)) { $0[.mcpProtocolVersion] = "2024-11-05" }
            #expect(answer.status == .badRequest)
            #expect(answer.errorCode == -32022)
        }
    }
}
