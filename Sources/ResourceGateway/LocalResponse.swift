internal import JSON
package import NIOCore
package import NIOHTTP1

/// An answer of the gateway's own, ready to be sent.
package struct LocalResponse: Sendable {
    package var status: HTTPResponseStatus
    package var headers: HTTPHeaders
    package var body: ByteBuffer

    package init(_ status: HTTPResponseStatus, headers: [(String, String)] = [], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = HTTPHeaders(headers)
        self.body = body
        // RFC 9110 §8.6: no Content-Length in a 204.
        if status != .noContent { self.headers.add(name: "Content-Length", value: String(body.readableBytes)) }
    }

    /// An answer with a JSON body.
    init(_ status: HTTPResponseStatus, headers: [(String, String)] = [], json: JSONValue) {
        self.init(
            status, headers: headers + [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
            body: ByteBuffer(bytes: json.serialized()))
    }

    /// An error whose body has a code and a sentence.
    init(
        _ status: HTTPResponseStatus, headers: [(String, String)] = [], error: String, description: String
    ) {
        self.init(
            status, headers: headers,
            json: ["error": .string(error), "error_description": .string(description)])
    }
}

// MARK: - Errors that say nothing of a route

extension LocalResponse {
    static let notFound = LocalResponse(
        .notFound, error: "not_found", description: "No resource has this path; paths are compared byte for byte")
    static let hostRefused = LocalResponse(
        .forbidden, error: "host_not_allowed", description: "This gateway does not serve the host in the Host header")
    static let originRefused = LocalResponse(
        .forbidden, error: "origin_not_allowed", description: "This gateway takes no requests from pages of this origin"
    )
    static let malformedRequest = LocalResponse(
        .badRequest, error: "invalid_request", description: "The request is not valid HTTP/1.1")
    static let headersTooLarge = LocalResponse(
        .requestHeaderFieldsTooLarge, error: "headers_too_large", description: "The header section is too large")
    static let bodyTooLarge = LocalResponse(
        .payloadTooLarge, error: "body_too_large", description: "The body is larger than this gateway takes")
    static let requestTimeout = LocalResponse(
        .requestTimeout, error: "request_timeout", description: "The request did not arrive in time")
    static let badGateway = LocalResponse(
        .badGateway, error: "upstream_unreachable", description: "The MCP server behind this gateway cannot be reached")
    static let gatewayTimeout = LocalResponse(
        .gatewayTimeout, error: "upstream_timeout",
        description: "The MCP server behind this gateway did not answer in time")
    static let verifierUnavailable = LocalResponse(
        .serviceUnavailable, headers: [("Retry-After", "5")], error: "temporarily_unavailable",
        description: "The token cannot be checked at the moment")

    static func methodNotAllowed(_ allowed: String) -> LocalResponse {
        LocalResponse(
            .methodNotAllowed, headers: [("Allow", allowed)], error: "method_not_allowed",
            description: "This resource takes \(allowed)")
    }
}
