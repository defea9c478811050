import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import NIOCore
import OAuth
import SmokeTest
import Synchronization
import Testing

/// A protected MCP server and its authorization server in one process, right in everything but one fault.
struct MisbehavingServer: Sendable {
    static let clientID = "client_smoke"
    static let clientSecret = "planted-client-secret-0123456789"
    static let apiKey = "sk_planted_api_key_0123456789"

    var fault: Fault?
    var manner = Manner()
    let log = RequestLog()

    /// Runs the server on a free port of this machine and lends the URL of its MCP endpoint.
    func run<Value>(_ body: @Sendable (HTTPURL) async throws -> Value) async throws -> Value {
        let router = Router()
        for method in [HTTPRequest.Method.get, .post, .delete] {
            router.on("**", method: method) { request, _ in try await answer(request) }
        }
        var logger = Logger(label: "misbehaving")
        logger.logLevel = .critical
        return try await Application(router: router, logger: logger).test(.live) { client in
            let port = try #require(client.port)
            return try await body(try #require(HTTPURL("http://localhost:\(port)/mcp")))
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let base = "http://\(request.head.authority ?? "")"
        let body = Array(try await request.body.collect(upTo: 1 << 20).readableBytesView)
        log.add(
            RequestLog.Entry(
                method: request.method.rawValue, path: request.uri.path, query: request.uri.query,
                authorization: request.headers[.authorization], body: String(decoding: body, as: UTF8.self)))
        switch (request.method, request.uri.path) {
        case (_, "/mcp"): return try mcpEndpoint(request, body: body, base: base)
        case (.post, "/token"): return try tokenEndpoint(request, body: body, base: base)
        case (.get, "/keys"): return keySet()
        case (.get, let path): return metadata(path, base: base)
        default: return Response(status: .notFound)
        }
    }

    func issuer(_ base: String) -> String { base + manner.issuerPath }
    func resource(_ base: String) -> String { base + "/mcp" }
}

/// What the server was asked, in order.
final class RequestLog: Sendable {
    struct Entry: Sendable {
        var method: String
        var path: String
        var query: String?
        var authorization: String?
        var body: String
    }

    private let state = Mutex<[Entry]>([])

    var entries: [Entry] { state.withLock { $0 } }

    func add(_ entry: Entry) { state.withLock { $0.append(entry) } }
}

extension Response {
    static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.serialized())))
    }

    static var page: Response {
        Response(
            status: .ok, headers: [.contentType: "text/html"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "<!doctype html><title>Welcome</title>")))
    }
}
