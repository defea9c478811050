import Hummingbird
import JSON
import MCP

/// 2025-03-26 to 2025-11-25: `initialize` opens a session, to which every later request belongs.
struct HandshakeEra: Sendable {
    let toolbox: Toolbox
    let sessions: Sessions

    func answer(_ message: JSONRPCMessage, to request: Request) throws(Refusal) -> Response {
        try checkVersion(request.headers)
        if case .request(let call) = message, call.method == MCPMethod.initialize { return initialize(call) }
        let session = try session(of: request.headers)
        switch message {
        case .request(let call):
            do throws(JSONRPCError) {
                return try dispatch(call, of: request, in: session)
            } catch {
                return response(call, .failure(error))
            }
        case .notification(let notification):
            if notification.method == MCPMethod.cancelled,
                let id = notification.params["requestId"].flatMap({ JSONRPCID($0) })
            {
                session.cancel(id)
            }
            return .accepted
        case .response:
            return .accepted
        }
    }

    /// Ends the session of a request, and with it what still runs there.
    func endSession(_ headers: HTTPFields) throws(Refusal) {
        try checkVersion(headers)
        _ = try session(of: headers)
        if let id = headers[.mcpSessionID] { sessions.end(id) }
    }

    /// A request without a version is taken; its session is what counts.
    private func checkVersion(_ headers: HTTPFields) throws(Refusal) {
        guard let version = headers[.mcpProtocolVersion] else { return }
        guard ServerIdentity.versions.contains(where: { $0.rawValue == version }) else {
            throw Refusal(.badRequest, .unsupportedVersion(version, supported: ServerIdentity.versions))
        }
    }

    private func session(of headers: HTTPFields) throws(Refusal) -> Session {
        guard let id = headers[.mcpSessionID] else {
            throw Refusal(
                .badRequest, JSONRPCError(.invalidRequest, "Mcp-Session-Id is missing: begin with initialize"))
        }
        guard let session = sessions.session(id) else {
            throw Refusal(.notFound, JSONRPCError(.invalidRequest, "This session has ended: begin with initialize"))
        }
        return session
    }

    /// Agrees on the version that the client asked for, or offers the newest of the era.
    private func initialize(_ call: JSONRPCRequest) -> Response {
        guard let requested = call.params["protocolVersion"]?.string else {
            return response(call, .failure(JSONRPCError(.invalidParams, "protocolVersion must be a string")))
        }
        let versions = ServerIdentity.versions.filter { $0.era == .handshake }
        let version = versions.first { $0.rawValue == requested } ?? versions[0]
        let result: JSONObject = [
            "protocolVersion": .string(version.rawValue), "capabilities": ServerIdentity.capabilities,
            "serverInfo": ServerIdentity.info, "instructions": ServerIdentity.instructions,
        ]
        return .json(
            JSONRPCResponse(id: call.id, .success(result)).json, headers: [.mcpSessionID: sessions.open()])
    }

    private func dispatch(
        _ call: JSONRPCRequest, of request: Request, in session: Session
    ) throws(JSONRPCError) -> Response {
        switch call.method {
        case MCPMethod.ping:
            return response(call, .success([:]))
        case MCPMethod.listTools:
            return response(call, .success(try toolbox.list(call.params)))
        case MCPMethod.callTool:
            let progressToken = try call.progressToken()
            switch try toolbox.call(call.params, by: Caller(request.headers)) {
            case .result(let result): return response(call, .success(result.json))
            case .work(let work):
                return StreamedCall(
                    id: call.id, progressToken: progressToken, work: work, result: { $0.json }, session: session
                ).response(to: request)
            }
        default:
            throw JSONRPCError(.methodNotFound, "This server has no such method")
        }
    }

    private func response(_ call: JSONRPCRequest, _ outcome: Result<JSONObject, JSONRPCError>) -> Response {
        .json(JSONRPCResponse(id: call.id, outcome).json)
    }
}
