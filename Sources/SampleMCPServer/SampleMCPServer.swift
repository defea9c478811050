package import Hummingbird
import MCP

/// A small, real MCP server over Streamable HTTP: something for a gateway to stand in front of.
///
/// At `/mcp` it speaks 2026-07-28, where every request stands alone, and 2025-03-26 to 2025-11-25, with sessions. It
/// believes what the gateway's `X-Claviger-…` headers say about the caller, so only a gateway may reach it; it answers
/// only requests that name this machine by a loopback name.
package struct SampleMCPServer: Sendable {
    private let endpoint: Endpoint

    /// - Parameters:
    ///   - clock: What `countdown` pauses by.
    ///   - maximumSessions: How many sessions live at once; one more ends the one that was used longest ago.
    package init(clock: any Clock<Duration> = ContinuousClock(), maximumSessions: Int = 1024) {
        let toolbox = Toolbox(clock: clock)
        endpoint = Endpoint(
            modern: ModernEra(toolbox: toolbox),
            handshake: HandshakeEra(toolbox: toolbox, sessions: Sessions(capacity: maximumSessions)))
    }

    /// The routes: everything is at `/mcp`.
    package func makeRouter() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("/mcp") { [endpoint] request, context in try await endpoint.post(request, logger: context.logger) }
        router.delete("/mcp") { [endpoint] request, _ in endpoint.delete(request) }
        for method: HTTPRequest.Method in [.get, .head, .put, .patch, .options] {
            router.on("/mcp", method: method) { [endpoint] request, _ in endpoint.refuseMethod(request) }
        }
        return router
    }
}
