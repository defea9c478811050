internal import HTTPTypes
internal import Hummingbird
internal import WorkOSEmulator

/// Lets pages of the origins that are registered call the WorkOS-compatible API (the Fetch standard's CORS protocol).
/// Others get no headers, so that browsers keep the answers from them.
struct RegisteredOrigins<Context: RequestContext>: RouterMiddleware {
    let api: WorkOSAPI

    @concurrent
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard let origin = request.headers[.origin], !api.methods(of: path).isEmpty,
            try await api.context.isAllowedOrigin(origin)
        else { return try await next(request, context) }
        var response: Response
        if request.method == .options {
            response = Response(
                status: .noContent,
                headers: [
                    .accessControlAllowMethods: api.methods(of: path).map(\.rawValue).joined(separator: ", "),
                    .accessControlAllowHeaders: "Authorization, Content-Type, Idempotency-Key, X-Request-ID",
                    .accessControlMaxAge: "600",
                ])
        } else {
            response = try await next(request, context)
        }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = "Origin"
        response.headers[.accessControlExposeHeaders] = "X-Request-ID, Retry-After"
        return response
    }
}
