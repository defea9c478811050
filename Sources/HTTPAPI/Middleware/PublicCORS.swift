internal import HTTPTypes
internal import Hummingbird

/// Lets pages of every origin use what needs no cookie: metadata, keys and the token endpoint. Preflight requests are
/// answered here, before anyone looks at credentials.
struct PublicCORS<Context: RequestContext>: RouterMiddleware {
    @concurrent
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard isPublic(request.uri.path) else { return try await next(request, context) }
        if request.method == .options {
            return Response(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: "*", .accessControlAllowMethods: "GET, POST, OPTIONS",
                    .accessControlAllowHeaders: "Authorization, Content-Type, MCP-Protocol-Version",
                    .accessControlMaxAge: "3600",
                ])
        }
        var response = try await next(request, context)
        response.headers[.accessControlAllowOrigin] = "*"
        return response
    }

    private func isPublic(_ path: String) -> Bool {
        path == "/oauth2/token" || path == "/oauth2/jwks" || path.hasPrefix("/sso/jwks/")
            || path.hasPrefix("/.well-known/")
    }
}
