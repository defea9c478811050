internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import JSON
internal import Logging
internal import NIOCore
internal import OAuth
internal import WorkOSEmulator

/// The operations of the WorkOS-compatible API. What none of them is for goes on to the other routes, and where there is
/// none either, the answer says whether WorkOS has it.
struct WorkOSRoutes: RouterMiddleware {
    let api: WorkOSAPI
    /// Whether only this machine is served. A page of a site whose name was made to lead here (DNS rebinding) sends that
    /// name, and could otherwise use the key that everybody knows.
    let isLocal: Bool

    @concurrent
    func handle(
        _ request: Request, context: ControlPlaneContext,
        next: @concurrent (Request, ControlPlaneContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard let method = APIRequest.Method(rawValue: request.method.rawValue),
            let (operation, parameters) = api.operation(method, path)
        else {
            do {
                return try await next(request, context)
            } catch let error as HTTPError where error.status == .notFound {
                throw api.absence(of: request.method.rawValue, path)
            }
        }
        guard !isLocal || ControlAccess.isOwnName(request.head.authority, publicURL: api.context.configuration.baseURL)
        else {
            throw APIError(
                .forbidden, "forbidden_host",
                "This server is for its own machine alone; name the address that others reach it by with --issuer.")
        }
        // Who may not ask is told so before anything that they sent is read.
        let apiKey = try await api.admit(to: operation, authorization: try request.singleAuthorization())
        var read: APIRequest
        do {
            read = try await WorkOSRoutes.read(request, method, parameters, context)
        } catch let error as APIError where operation.access == .open && error.status == .badRequest {
            // RFC 6749 §5.2: what judges its callers itself speaks OAuth.
            throw APIError.oauth(.badRequest, "invalid_request", error.message)
        }
        read.apiKey = apiKey
        let answer = try await api.respond(to: read, operation)
        return WorkOSRoutes.response(answer)
    }

    private static func response(_ answer: APIAnswer) -> Response {
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.content {
        case .none: return Response(status: status, headers: [.cacheControl: "no-store"])
        case .json(let json): return Response(status: status, json: json, cacheControl: "no-store")
        case .redirect(let location):
            return Response(status: status, headers: [.location: location, .cacheControl: "no-store"])
        }
    }

    private static func read(
        _ request: Request, _ method: APIRequest.Method, _ parameters: [String: String],
        _ context: ControlPlaneContext
    ) async throws -> APIRequest {
        var path: [String: String] = [:]
        for (name, value) in parameters {
            guard let decoded = FormURLEncoded.decodeComponent(ArraySlice(value.utf8), plusIsSpace: false),
                !decoded.utf8.contains(0)
            else {
                throw APIError(.badRequest, "invalid_path", "The path is not validly percent-encoded.")
            }
            path[name] = decoded
        }
        guard let query = FormURLEncoded.parse((request.uri.query ?? "").utf8) else {
            throw APIError(.badRequest, "invalid_query", "The query is not validly encoded.")
        }
        var read = APIRequest(
            method, path: path, query: query, body: try await APIBody.read(request), address: context.address,
            userAgent: request.headers[.userAgent])
        read.authorization = try request.singleAuthorization()
        read.idempotencyKey = request.headers[.idempotencyKey]
        return read
    }
}

extension HTTPField.Name {
    static var idempotencyKey: HTTPField.Name { HTTPField.Name("Idempotency-Key")! }
}
