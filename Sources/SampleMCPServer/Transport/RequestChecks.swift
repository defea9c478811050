import HTTPTypes
import Hummingbird
import MCP

/// The checks that come before the message, in the order of `Endpoint.post`.
enum RequestChecks {
    /// 1 MiB.
    static let maximumBody = 1 << 20

    /// A page in a browser must not reach the server by a name of its own that resolves to this machine.
    static func checkNames(_ head: HTTPRequest) throws(Refusal) {
        guard let authority = head.authority, isLoopback(authority) else {
            throw refusal(.forbidden, "Host must be a loopback name")
        }
        guard let origin = head.headerFields[.origin] else { return }
        let parts = origin.split(separator: "://", maxSplits: 1)
        guard parts.count == 2, isLoopback(String(parts[1])) else {
            throw refusal(.forbidden, "Origin must be a loopback name")
        }
    }

    /// A client must send JSON and take both JSON and events. Without `Accept` it takes anything (RFC 9110 §12.5.1).
    static func checkMediaTypes(_ headers: HTTPFields) throws(Refusal) {
        guard let type = headers[.contentType], mediaTypes(type) == ["application/json"] else {
            throw refusal(.unsupportedMediaType, "Content-Type must be application/json")
        }
        guard let accept = headers[.accept] else { return }
        let accepted = mediaTypes(accept)
        let takesJSON = accepted.contains { ["application/json", "application/*", "*/*"].contains($0) }
        let takesEvents = accepted.contains { ["text/event-stream", "text/*", "*/*"].contains($0) }
        guard takesJSON, takesEvents else {
            throw refusal(.notAcceptable, "Accept must list application/json and text/event-stream")
        }
    }

    /// Reads the whole body, up to the limit, into the request: only a request that has its body can later be watched for
    /// its client's departure.
    static func readBody(of request: inout Request) async throws -> ByteBuffer {
        let tooLarge = refusal(.contentTooLarge, "The body is larger than \(maximumBody) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > maximumBody { throw tooLarge }
        do {
            return try await request.collectBody(upTo: maximumBody)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw tooLarge
        }
    }

    private static func refusal(_ status: HTTPResponse.Status, _ message: String) -> Refusal {
        Refusal(status, JSONRPCError(.invalidRequest, message))
    }

    private static func mediaTypes(_ value: String) -> [String] {
        value.split(separator: ",").map { range in
            String(range.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }).lowercased()
        }
    }

    private static func isLoopback(_ authority: String) -> Bool {
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return ["localhost", "127.0.0.1", "[::1]"].contains(host.lowercased())
    }
}
