import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import OAuth

// MARK: - The MCP endpoint

extension MisbehavingServer {
    private static let sessionID = HTTPField.Name("Mcp-Session-Id")!
    private static let version = HTTPField.Name("MCP-Protocol-Version")!

    func mcpEndpoint(_ request: Request, body: [UInt8], base: String) throws -> Response {
        if manner.versionFirst, manner.era != .stateless, request.headers[Self.version] == "2026-07-28" {
            return try rpcError(-32022, message: nil)
        }
        let token: String
        if let query = request.uri.queryParameters["access_token"] {
            guard fault == .queryTokenAccepted else { return challenge(.badRequest, error: "invalid_request", base) }
            token = String(query)
        } else if let header = request.headers[.authorization] {
            token = String(header.dropFirst("Bearer ".count))
        } else if fault == .anonymousAccepted {
            return try reply(request, body: body)
        } else {
            return toStranger(base)
        }
        switch verdict(on: token, base: base) {
        case .accepted where fault == .goodTokenForbidden:
            return challenge(.forbidden, error: "insufficient_scope", base)
        case .accepted: return try reply(request, body: body)
        case .invalid:
            let isGarbage = !token.contains(".")
            if isGarbage, fault == .garbageWithoutError { return challenge(.unauthorized, error: nil, base) }
            if isGarbage, fault == .garbageWithoutURL {
                return Response(
                    status: .unauthorized, headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""])
            }
            return challenge(.unauthorized, error: "invalid_token", base, echo: token)
        case .forbidden: return Response(status: .forbidden)
        case .crash: return Response(status: .internalServerError)
        }
    }

    private func toStranger(_ base: String) -> Response {
        switch fault {
        case .anonymousForbidden: Response(status: .forbidden)
        case .noChallenge: Response(status: .unauthorized)
        case .challengeOfOtherScheme:
            Response(status: .unauthorized, headers: [.wwwAuthenticate: "Basic realm=\"mcp\""])
        case .challengeWithError: challenge(.unauthorized, error: "invalid_token", base)
        case .challengeWithoutURL: Response(status: .unauthorized, headers: [.wwwAuthenticate: "Bearer scope=\"mcp\""])
        case .challengeWithRelativeURL:
            Response(
                status: .unauthorized,
                headers: [.wwwAuthenticate: "Bearer resource_metadata=\"/.well-known/oauth-protected-resource/mcp\""])
        default: challenge(.unauthorized, error: nil, base)
        }
    }

    private func challenge(
        _ status: HTTPResponse.Status, error: String?, _ base: String, echo: String = ""
    ) -> Response {
        var value = "Bearer "
        if let error { value += "error=\"\(error)\", " }
        if manner.echoes { value += "error_description=\"not \(echo)\", " }
        value += "resource_metadata=\"\(metadataURL(base))\", scope=\"mcp\""
        return Response(status: status, headers: [.wwwAuthenticate: value])
    }

    // MARK: JSON-RPC

    private func reply(_ request: Request, body: [UInt8]) throws -> Response {
        if request.method == .delete { return Response(status: .noContent) }
        guard request.method == .post else { return Response(status: .methodNotAllowed) }
        let message = try JSONParser.parse(body)
        guard message["id"] != nil else { return Response(status: .accepted) }
        let isStateless =
            request.headers[Self.version] == "2026-07-28"
            && message["params"]?["_meta"]?["io.modelcontextprotocol/protocolVersion"]?.string == "2026-07-28"
            && message["params"]?["_meta"]?["io.modelcontextprotocol/clientCapabilities"]?.object != nil
        if isStateless, manner.era != .stateless { return try rpcError(-32022, message: message) }
        switch message["method"]?.string {
        case "initialize" where manner.era != .stateless:
            let headers: HTTPFields = manner.era == .handshakeWithSession ? [Self.sessionID: "planted-session-id"] : [:]
            return try rpc(
                [
                    "protocolVersion": "2025-11-25", "capabilities": ["tools": .object([:])],
                    "serverInfo": ["name": "misbehaving", "version": "1"],
                ], to: message, headers: headers)
        case "tools/list":
            if manner.era == .stateless, !isStateless { return try rpcError(-32020, message: message) }
            if manner.era == .handshakeWithSession, request.headers[Self.sessionID] != "planted-session-id" {
                return Response(status: .badRequest)
            }
            if fault == .toolsFail { return try rpcError(-32603, message: message) }
            let tools: JSONValue = fault == .noTools ? [] : [["name": "echo", "inputSchema": ["type": "object"]]]
            return try rpc(["tools": tools], to: message)
        default: return try rpcError(-32601, message: message)
        }
    }

    private func rpc(_ result: JSONValue, to message: JSONValue, headers: HTTPFields = [:]) throws -> Response {
        let reply: JSONValue = ["jsonrpc": "2.0", "id": message["id"] ?? .null, "result": result]
        guard manner.streams else { return .json(reply, headers: headers) }
        var headers = headers
        headers[.contentType] = "text/event-stream; charset=utf-8"
        let note: JSONValue = ["jsonrpc": "2.0", "method": "notifications/message", "params": ["level": "info"]]
        let text =
            ": hello\r\n\r\nevent: message\r\ndata: \(note.serializedString())\r\n\r\n"
            + "event: message\r\nid: 7\r\ndata: \(reply.serializedString())\r\n\r\n"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func rpcError(_ code: Int64, message: JSONValue?) throws -> Response {
        .json(
            [
                "jsonrpc": "2.0", "id": message?["id"] ?? .null,
                "error": ["code": .integer(code), "message": "no"],
            ], status: .badRequest)
    }
}
