internal import NIOHTTP1
internal import OAuth

/// A route, with everything that can be worked out before the first request.
final class RouteRuntime: Sendable {
    let index: Int
    let route: GatewayRoute
    let verifier: CallerVerifier
    /// The URL of the resource's metadata.
    let metadataURL: String
    /// What the upstream's URL adds to a request line.
    let upstreamTarget: String
    let upstreamHost: String

    /// RFC 6750 §3.1: no `error` when no credentials were sent.
    let challenge: LocalResponse
    let invalidToken: LocalResponse
    let insufficientScope: LocalResponse

    init(index: Int, route: GatewayRoute, clock: any WallClock) {
        self.index = index
        self.route = route
        verifier = CallerVerifier(route: route, clock: clock)
        let metadataURL = WellKnown.url(WellKnown.protectedResource, for: route.resource)
        self.metadataURL = metadataURL
        upstreamTarget = route.upstream.url.target
        upstreamHost = route.upstream.url.authority
        func refusal(
            _ status: HTTPResponseStatus, _ error: BearerChallenge.ErrorCode?, _ description: String
        ) -> LocalResponse {
            let challenge = BearerChallenge(
                error: error, errorDescription: error == nil ? nil : description, scope: route.requiredScopes,
                resourceMetadata: metadataURL)
            return LocalResponse(
                status, headers: [("WWW-Authenticate", challenge.headerValue)],
                error: error?.rawValue ?? "unauthorized", description: description)
        }
        challenge = refusal(.unauthorized, nil, "Send an access token for this resource as a Bearer token")
        invalidToken = refusal(.unauthorized, .invalidToken, "The access token is not valid for this resource")
        insufficientScope = refusal(
            .forbidden, .insufficientScope, "The access token lacks a scope that is needed here")
    }

    func invalidRequest(_ description: String) -> LocalResponse {
        let challenge = BearerChallenge(
            error: .invalidRequest, errorDescription: description, scope: route.requiredScopes,
            resourceMetadata: metadataURL)
        return LocalResponse(
            .badRequest, headers: [("WWW-Authenticate", challenge.headerValue)],
            error: BearerChallenge.ErrorCode.invalidRequest.rawValue, description: description)
    }
}
