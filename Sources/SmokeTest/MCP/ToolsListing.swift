import JSON
import MCP
import OAuth

/// Lists tools with a token: in the newest version, and by handshake where the server does not know that one.
struct ToolsListing {
    let context: SmokeContext
    let token: Secret

    func finding() async -> Finding {
        let reply = await send(.statelessToolsList)
        let outcome = MCPOutcome(reply.answer, id: MCPMessage.statelessToolsList.id)
        if case .result(let result) = outcome, reply.status == 200 {
            return judge(result, version: MCPMessage.statelessVersion.rawValue)
        }
        // A refusal of the token is not a matter of versions.
        guard let status = reply.status, status != 401, status != 403 else { return failure(reply, outcome) }
        return await afterHandshake(statelessAttempt: describe(reply, outcome))
    }

    private func afterHandshake(statelessAttempt: String) async -> Finding {
        let opening = await send(.initialize)
        let outcome = MCPOutcome(opening.answer, id: MCPMessage.initialize.id)
        guard opening.status == 200, case .result(let agreed) = outcome else {
            return failure(
                "\(statelessAttempt); to initialize: \(describe(opening, outcome))")
        }
        let session = MCPSession(
            version: agreed["protocolVersion"]?.string ?? MCPMessage.handshakeVersion.rawValue,
            id: opening.answer?.header("Mcp-Session-Id"))
        _ = await send(.initialized(session))
        let request = MCPMessage.toolsList(session)
        let reply = await send(request)
        let listing = MCPOutcome(reply.answer, id: request.id)
        if session.id != nil { await context.endSession(session, bearer: token) }
        guard reply.status == 200, case .result(let result) = listing else { return failure(reply, listing) }
        return judge(result, version: session.version)
    }

    private func send(_ message: MCPMessage) async -> Reply { await context.post(message, bearer: token) }

    private func judge(_ result: JSONValue, version: String) -> Finding {
        guard let tools = result["tools"]?.array else { return failure("a result without a list of tools") }
        guard !tools.isEmpty else { return failure("no tools") }
        return .passed(note: "\(tools.count) \(tools.count == 1 ? "tool" : "tools"), asked for in MCP \(version)")
    }

    private func failure(_ reply: Reply, _ outcome: MCPOutcome) -> Finding { failure(describe(reply, outcome)) }

    private func failure(_ got: String) -> Finding {
        .failed(expected: "200 and at least one tool from tools/list", got: got)
    }

    private func describe(_ reply: Reply, _ outcome: MCPOutcome) -> String {
        if case .error(let code) = outcome { "\(reply.summary), JSON-RPC error \(code)" } else { reply.summary }
    }
}
