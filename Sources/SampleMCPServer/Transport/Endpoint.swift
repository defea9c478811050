import Hummingbird
import Logging
import MCP

/// The one path of the server: checks a request, reads its message and hands it to the era that it belongs to.
struct Endpoint: Sendable {
    let modern: ModernEra
    let handshake: HandshakeEra

    func post(_ request: Request, logger: Logger) async throws -> Response {
        var request = request
        do {
            try RequestChecks.checkNames(request.head)
            try RequestChecks.checkMediaTypes(request.headers)
            let body = try await RequestChecks.readBody(of: &request)
            let message = try parse(body)
            if case .request(let call) = message { logger.debug("Request", metadata: ["method": "\(call.method)"]) }
            return isModern(message, request.headers)
                ? try modern.answer(message, to: request) : try handshake.answer(message, to: request)
        } catch let refusal as Refusal {
            return refusal.response
        }
    }

    /// Ends a session. The modern era has none.
    func delete(_ request: Request) -> Response {
        guard !namesModernVersion(request.headers) else { return refuseMethod(request) }
        do throws(Refusal) {
            try RequestChecks.checkNames(request.head)
            try handshake.endSession(request.headers)
            return Response(status: .noContent)
        } catch {
            return error.response
        }
    }

    /// The server never speaks first, so it has no stream to `GET`.
    func refuseMethod(_ request: Request) -> Response {
        let allowed = namesModernVersion(request.headers) ? "POST" : "POST, DELETE"
        return Response(status: .methodNotAllowed, headers: [.allow: allowed])
    }

    private func parse(_ body: ByteBuffer) throws(Refusal) -> JSONRPCMessage {
        do {
            return try JSONRPCMessage(parsing: body.readableBytesView)
        } catch {
            throw Refusal(.badRequest, error)
        }
    }

    /// Either the header or the body is enough: a request that is modern in only one of them contradicts itself, and is
    /// told so. A version that nobody knows is taken for one of the future.
    private func isModern(_ message: JSONRPCMessage, _ headers: HTTPFields) -> Bool {
        if case .request(let call) = message, RequestEnvelope.isPresent(in: call) { return true }
        return namesModernVersion(headers)
    }

    private func namesModernVersion(_ headers: HTTPFields) -> Bool {
        guard let version = headers[.mcpProtocolVersion] else { return false }
        return ProtocolVersion(rawValue: version)?.era != .handshake
    }
}
