internal import AuthorizationServer
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import OAuth

/// Dynamic client registration (RFC 7591 §3) and the management of registrations (RFC 7592 §2).
struct RegistrationRoutes: Sendable {
    let server: AuthorizationServer

    func add(to router: Router<ControlPlaneContext>) {
        guard server.configuration.registration.isDynamicOn else { return }
        let registrations = router.group("/oauth2/register")
        registrations.get { request, _ in Response.methodNotAllowed(request, allow: "POST") }
        registrations.post { request, context in try await register(request, context) }
        registrations.get(":client_id") { request, context in try await read(request, context) }
        registrations.put(":client_id") { request, context in try await update(request, context) }
        registrations.delete(":client_id") { request, context in try await delete(request, context) }
    }

    private func register(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        let answer = try await server.register(await request.clientMetadata(), from: context.address)
        return Response(confidential: answer, status: .created)
    }

    private func read(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        try await managing(request, context) { clientID, token throws in
            Response(
                confidential: try await server.registration(clientID: clientID, token: token, from: context.address))
        }
    }

    private func update(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        try await managing(request, context) { clientID, token throws in
            let metadata = try await request.clientMetadata()
            return Response(
                confidential: try await server.updateRegistration(
                    clientID: clientID, token: token, metadata, from: context.address))
        }
    }

    private func delete(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        try await managing(request, context) { clientID, token throws in
            try await server.deleteRegistration(clientID: clientID, token: token, from: context.address)
            return Response(status: .noContent, headers: [.cacheControl: "no-store"])
        }
    }

    /// RFC 7592 §2: the registration access token is a bearer token, and every refusal is a 401.
    private func managing(
        _ request: Request, _ context: ControlPlaneContext,
        _ body: (String, Secret?) async throws -> Response
    ) async throws -> Response {
        do {
            let segment = ArraySlice((context.parameters.get("client_id") ?? "").utf8)
            let clientID = FormURLEncoded.decodeComponent(segment, plusIsSpace: false) ?? ""
            guard let token = try PresentedBearer.token(authorization: try request.singleAuthorization()) else {
                return OAuthError.missingBearer
            }
            return try await body(clientID, token)
        } catch let error as OAuthError where error.code == .invalidToken {
            return error.bearerResponse
        }
    }
}
