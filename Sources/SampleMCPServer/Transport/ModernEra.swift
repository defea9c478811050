import Hummingbird
import JSON
import MCP

/// 2026-07-28: every request stands alone.
struct ModernEra: Sendable {
    let toolbox: Toolbox

    /// How long a client may keep what is the same for everybody: it changes only with the server's release.
    private static let cacheTime: JSONValue = 300_000

    func answer(_ message: JSONRPCMessage, to request: Request) throws(Refusal) -> Response {
        switch message {
        case .request(let call):
            do throws(JSONRPCError) {
                try RequestEnvelope.check(call, headers: request.headers, supported: ServerIdentity.versions)
                return try dispatch(call, of: request)
            } catch {
                throw Refusal(status(of: error.code), error, id: call.id)
            }
        case .notification:
            // This era has no notifications from clients; they are taken and dropped.
            let version = request.headers[.mcpProtocolVersion] ?? ""
            guard ServerIdentity.versions.contains(where: { $0.rawValue == version }) else {
                throw Refusal(.badRequest, .unsupportedVersion(version, supported: ServerIdentity.versions))
            }
            return .accepted
        case .response:
            throw Refusal(
                .badRequest, JSONRPCError(.invalidRequest, "This server asks nothing, so it takes no responses"))
        }
    }

    private func dispatch(_ call: JSONRPCRequest, of request: Request) throws(JSONRPCError) -> Response {
        switch call.method {
        case MCPMethod.discover:
            let result: JSONObject = [
                "supportedVersions": .strings(ServerIdentity.versions.map(\.rawValue)),
                "capabilities": ServerIdentity.capabilities, "instructions": ServerIdentity.instructions,
            ]
            return response(call, ModernEra.complete(cacheable(result)))
        case MCPMethod.listTools:
            return response(call, ModernEra.complete(cacheable(try toolbox.list(call.params))))
        case MCPMethod.callTool:
            let progressToken = try call.progressToken()
            switch try toolbox.call(call.params, by: Caller(request.headers)) {
            case .result(let result): return response(call, ModernEra.complete(result.json))
            case .work(let work):
                return StreamedCall(
                    id: call.id, progressToken: progressToken, work: work, result: { ModernEra.complete($0.json) }
                ).response(to: request)
            }
        default:
            throw JSONRPCError(.methodNotFound, "This server has no such method")
        }
    }

    private func response(_ call: JSONRPCRequest, _ result: JSONObject) -> Response {
        .json(JSONRPCResponse(id: call.id, .success(result)).json)
    }

    /// What every result of this era has.
    private static func complete(_ result: JSONObject) -> JSONObject {
        var result = result
        result["resultType"] = "complete"
        result["_meta"] = [MetaKey.serverInfo: ServerIdentity.info]
        return result
    }

    private func cacheable(_ result: JSONObject) -> JSONObject {
        var result = result
        result["ttlMs"] = ModernEra.cacheTime
        result["cacheScope"] = "public"
        return result
    }

    /// The HTTP status that goes with an error in this era.
    private func status(of code: JSONRPCError.Code) -> HTTPResponse.Status {
        code == .methodNotFound ? .notFound : .badRequest
    }
}
