import JSON
import MCP
import OAuth

// MARK: - Requests to the MCP endpoint

extension SmokeContext {
    /// The answer to a request without credentials.
    func withoutToken() async -> Reply {
        if let known = memory.withoutToken { return known }
        var reply = await post(.statelessToolsList)
        // A server may refuse the version before it looks for a token; then a version that it knows shows more.
        if let status = reply.status, [400, 404, 405, 406, 415].contains(status) {
            let older = await post(.initialize)
            if let status = older.status, status == 401 || (200..<300).contains(status) {
                memory.speaksStateless = false
                reply = older
            }
        }
        memory.withoutToken = reply
        return reply
    }

    /// The answer to a token that is no token at all.
    func garbageToken() async -> Reply {
        if let known = memory.garbageToken { return known }
        let reply = await probe(bearer: garbage)
        memory.garbageToken = reply
        return reply
    }

    var garbage: Secret { Secret("claviger-smoke-garbage-token") }

    /// The answer to a token in the header, in the version that was found to be answered.
    func probe(bearer token: Secret) async -> Reply { await post(await firstMessage(), bearer: token) }

    /// The answer to a token in the query (RFC 6750 §2.3) and no header.
    func probe(query token: Secret) async -> Reply {
        // Revealed into the URL, which is the very thing that the server must refuse.
        let parameter = "access_token=" + FormURLEncoded.encodeComponent(token.revealed())
        let url = target.text + (target.query == nil ? "?" : "&") + parameter
        return await post(await firstMessage(), url: url)
    }

    private func firstMessage() async -> MCPMessage {
        _ = await withoutToken()
        return memory.speaksStateless ? .statelessToolsList : .initialize
    }

    /// Posts one message as MCP's Streamable HTTP wants it.
    func post(_ message: MCPMessage, bearer token: Secret? = nil, url: String? = nil) async -> Reply {
        var headers = message.headers
        // Revealed to be sent.
        if let token { headers.append(("Authorization", "Bearer \(token.revealed())")) }
        return await send(
            ProbeRequest(
                .post, url ?? target.text, headers: headers, body: message.post.body, awaitedID: message.id))
    }

    /// Ends a session, as a polite client does; what the server answers does not matter.
    func endSession(_ session: MCPSession, bearer token: Secret) async {
        let headers = session.headers + [(name: "Authorization", value: "Bearer \(token.revealed())")]
        _ = await send(ProbeRequest(.delete, target.text, headers: headers))
    }
}
