internal import AuthorizationServer
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import OAuth

/// The endpoints of the authorization server that programs call.
struct AuthorizationServerRoutes: Sendable {
    let server: AuthorizationServer

    func add(to router: Router<ControlPlaneContext>) {
        router.post("/oauth2/token") { request, context in try await token(request, context) }
        router.post("/oauth2/introspection") { request, context in try await introspect(request, context) }
        router.post("/oauth2/revoke") { request, context in try await revoke(request, context) }
        router.post("/oauth2/device_authorization") { request, context in try await device(request, context) }
        router.get("/oauth2/userinfo") { request, context in try await userInfo(request, context) }
        router.post("/oauth2/userinfo") { request, context in try await userInfo(request, context) }
        router.get("/oauth2/jwks") { _, _ in try await jsonWebKeySet() }
        router.get("/sso/jwks/:client_id") { _, _ in try await jsonWebKeySet(withCertificates: true) }
        for path in ["token", "introspection", "revoke", "device_authorization"] {
            router.get(RouterPath("/oauth2/\(path)")) { request, _ in Response.methodNotAllowed(request, allow: "POST")
            }
        }
        for path in metadataPaths { router.get(RouterPath(path)) { _, _ in metadata() } }
    }

    /// RFC 8414 §3.1 puts the well-known segment before the issuer's path, OpenID Connect Discovery §4 behind it; clients
    /// ask for either document in either place.
    private var metadataPaths: [String] {
        let path = server.configuration.issuer.path
        var paths: [String] = []
        for document in [WellKnown.authorizationServer, WellKnown.openIDConfiguration] {
            let appended = (path.hasSuffix("/") ? String(path.dropLast()) : path) + "/.well-known/\(document)"
            for candidate in [WellKnown.path(document, for: path), appended] where !paths.contains(candidate) {
                paths.append(candidate)
            }
        }
        return paths
    }

    private func token(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        let body = try TokenRequest(parameters: await FormBody.read(request, names: TokenRequest.names))
        let answer = try await server.token(
            body, authorization: try request.singleAuthorization(), from: context.address)
        return Response(confidential: answer.json)
    }

    private func introspect(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        let body = try TokenReference(parameters: await FormBody.read(request, names: TokenReference.names))
        return Response(
            confidential: try await server.introspect(
                body, authorization: try request.singleAuthorization(), from: context.address))
    }

    private func revoke(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        let body = try TokenReference(parameters: await FormBody.read(request, names: TokenReference.names))
        try await server.revoke(body, authorization: try request.singleAuthorization(), from: context.address)
        return Response(status: .ok, headers: [.cacheControl: "no-store"])
    }

    private func device(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        let body = try DeviceAuthorizationRequest(
            parameters: await FormBody.read(request, names: DeviceAuthorizationRequest.names))
        let answer = try await server.authorizeDevice(
            body, authorization: try request.singleAuthorization(), from: context.address)
        return Response(confidential: answer.json)
    }

    private func userInfo(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        do throws(OAuthError) {
            guard let token = try PresentedBearer.token(authorization: try request.singleAuthorization()) else {
                return OAuthError.missingBearer
            }
            return Response(confidential: try await server.userInfo(token, from: context.address))
        } catch {
            return error.bearerResponse
        }
    }

    private func jsonWebKeySet(withCertificates: Bool = false) async throws -> Response {
        Response(
            json: try await server.jsonWebKeySet(withCertificates: withCertificates),
            cacheControl: "public, max-age=300")
    }

    private func metadata() -> Response {
        Response(json: server.metadata.json, cacheControl: "public, max-age=300")
    }
}
