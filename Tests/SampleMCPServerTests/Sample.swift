import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import MCP
import SampleMCPServer
import Testing

/// The sample server's routes, called in this process.
struct Sample: Sendable {
    let client: any TestClientProtocol

    /// The answer to one request.
    struct Answer: Sendable {
        var status: HTTPResponse.Status
        var headers: HTTPFields
        var text: String

        /// The body, when it is JSON.
        var json: JSONValue { (try? JSONParser.parse(text)) ?? .null }
        var result: JSONValue? { json["result"] }
        var errorCode: JSONValue? { json["error"]?["code"] }
        /// The first text of a tool's result.
        var toolText: String { result?["content"]?.array?.first?["text"]?.string ?? "" }

        /// The messages of an event stream.
        var events: [JSONValue] {
            get throws {
                var parser = ServerSentEventParser()
                return try parser.feed(Array(text.utf8)).map { try JSONParser.parse($0.data) }
            }
        }
    }

    static func run(
        _ server: SampleMCPServer = SampleMCPServer(), _ test: @escaping @Sendable (Sample) async throws -> Void
    ) async throws {
        try await Application(router: server.makeRouter()).test(.router) { try await test(Sample(client: $0)) }
    }

    func send(
        _ method: HTTPRequest.Method, _ headers: HTTPFields, body: [UInt8] = [], path: String = "/mcp"
    ) async throws -> Answer {
        try await client.execute(uri: path, method: method, headers: headers, body: ByteBuffer(bytes: body)) {
            Answer(status: $0.status, headers: $0.headers, text: String(buffer: $0.body))
        }
    }

    /// Sends what a client would, with changes to its headers.
    func send(_ post: MCPRequestFactory.Post, _ change: (inout HTTPFields) -> Void = { _ in }) async throws -> Answer {
        var headers = post.headers
        change(&headers)
        return try await send(.post, headers, body: post.body)
    }

    /// Opens a session.
    func open(_ version: ProtocolVersion = .v20251125) async throws -> MCPRequestFactory {
        var requests = Sample.requests(version)
        let answer = try await send(requests.initialize(id: 1))
        let id = try #require(answer.headers[.mcpSessionID])
        requests.sessionID = id
        return requests
    }

    static func requests(_ version: ProtocolVersion = .v20260728) -> MCPRequestFactory {
        MCPRequestFactory(version: version, clientName: "tests", clientVersion: "1")
    }
}

extension HTTPFields {
    /// What the gateway says about a caller.
    mutating func setCaller(_ subject: String, scopes: String) {
        self[HTTPField.Name("X-Claviger-Subject")!] = subject
        self[HTTPField.Name("X-Claviger-Issuer")!] = "https://auth.example.com"
        self[HTTPField.Name("X-Claviger-Auth-Source")!] = "oauth_local"
        self[HTTPField.Name("X-Claviger-Scopes")!] = scopes
    }
}
