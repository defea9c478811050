internal import HTTPTypes
internal import Hummingbird

/// Lets pages of every origin use what needs no cookie: metadata, keys, registration and what takes tokens. Preflight requests are
/// answered here, before anyone looks at credentials.
struct PublicCORS<Context: RequestContext>: RouterMiddleware {
    private static var endpoints: Set<String> {
        [
            "/oauth2/token", "/oauth2/jwks", "/oauth2/register", "/oauth2/revoke", "/oauth2/userinfo",
            "/oauth2/device_authorization",
        ]
    }

    @concurrent
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard isPublic(request.uri.path) else { return try await next(request, context) }
        if request.method == .options {
            return Response(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: "*", .accessControlAllowMethods: "GET, POST, PUT, DELETE, OPTIONS",
                    .accessControlAllowHeaders: "Authorization, Content-Type, MCP-Protocol-Version",
                    .accessControlMaxAge: "3600",
                ])
        }
        var response = try await next(request, context)
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] = "WWW-Authenticate, Retry-After"
        return response
    }

    private func isPublic(_ path: String) -> Bool {
        PublicCORS.endpoints.contains(path) || path.hasPrefix("/oauth2/register/") || path.hasPrefix("/sso/jwks/")
            || path.contains("/.well-known/")
    }
}
