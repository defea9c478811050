internal import AuthorizationServer
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import OAuth

/// The endpoints of the authorization server.
struct AuthorizationServerRoutes: Sendable {
    let server: AuthorizationServer

    func add(to router: Router<BasicRequestContext>) {
        router.post("/oauth2/token") { request, _ in try await token(request) }
        router.get("/oauth2/authorize") { _, _ in try authorize() }
        router.get("/oauth2/jwks") { _, _ in try await jsonWebKeySet() }
        router.get("/sso/jwks/:client_id") { _, _ in try await jsonWebKeySet() }
        let path = WellKnown.path(WellKnown.authorizationServer, for: server.configuration.issuer.path)
        router.get(RouterPath(path)) { _, _ in metadata() }
    }

    /// RFC 6749 §5.1: the answer must not be kept by anyone on the way.
    private func token(_ request: Request) async throws -> Response {
        let body = try await TokenRequestBody.read(request)
        let authorization = try request.singleAuthorization()
        var response = Response(
            json: try await server.token(body, authorization: authorization).json, cacheControl: "no-store")
        response.headers[.pragma] = "no-cache"
        return response
    }

    /// Clients need the endpoint in the metadata; there is nobody to sign in here.
    private func authorize() throws(OAuthError) -> Response {
        throw OAuthError(
            OAuthError.Code(rawValue: "unsupported_response_type"),
            "No sign-in is available here; applications get tokens by the grant type client_credentials")
    }

    private func jsonWebKeySet() async throws -> Response {
        Response(json: try await server.jsonWebKeySet(), cacheControl: "public, max-age=300")
    }

    private func metadata() -> Response {
        Response(json: server.metadata.json, cacheControl: "public, max-age=300")
    }
}

extension HTTPField.Name {
    static var pragma: HTTPField.Name { HTTPField.Name("Pragma")! }
}
