internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// The device authorization grant for sessions (RFC 8628); people decide on the page that all devices share.
enum SessionDeviceGrant {
    @Sendable
    static func begin(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        guard let clientID = request.body["client_id"]?.string, !clientID.isEmpty else {
            throw .invalid("client_id", "required", "client_id is required.")
        }
        _ = try await SigningInApplication.authenticate(clientID: clientID, secret: nil, context)
        do throws(OAuthError) {
            return APIAnswer(
                try await context.server.authorizeDeviceForSession(clientID: clientID, from: request.address).json)
        } catch {
            throw APIError(error)
        }
    }

    static func answer(
        _ code: Secret, _ request: SignInRequest, _ application: SigningInApplication, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let hash = SecretHash(code)
        let now = context.clock.now()
        let clientID = application.clientID
        let waiting = try await stored {
            try await context.store.waitingDevice(deviceCodeHash: hash, clientID: clientID, at: now)
        }
        guard waiting?.authorization.isForSession != false else { throw unknown }
        // The tokens are made before the code is used up, so that a failure leaves the approval as it was.
        var made: (access: Secret, refresh: (token: Secret, kept: NewRefreshToken), progress: SignInProgress)?
        if let grant = waiting?.approved {
            made = try await tokens(of: grant, request, application, context)
        }
        let kept = made?.refresh.kept
        let poll = try await stored {
            try await context.store.poll(deviceCodeHash: hash, clientID: clientID, refreshToken: kept, at: now)
        }
        switch poll {
        case .approved(let grant):
            guard let made else { throw unknown }
            return try await Sessions.begin(
                grant: grant, made.progress, access: made.access, refresh: made.refresh.token, context)
        case .pending: throw refusal("authorization_pending", "Nobody has decided yet; ask again after the interval.")
        case .slowDown: throw refusal("slow_down", "That was too early; wait 5 seconds longer from now on.")
        case .denied: throw refusal("access_denied", "The request was denied.")
        case .expired: throw refusal("expired_token", "The device code has expired; begin again.")
        case .unknown: throw unknown
        }
    }

    private static let unknown = refusal("invalid_grant", "The device code is unknown or was used.")

    private static func refusal(_ code: String, _ description: String) -> APIError {
        APIError.oauth(.badRequest, code, description)
    }

    private static func tokens(
        of grant: Grant, _ request: SignInRequest, _ application: SigningInApplication, _ context: EmulatorContext
    ) async throws(APIError) -> (Secret, (token: Secret, kept: NewRefreshToken), SignInProgress) {
        var progress = SignInProgress(
            userID: grant.subject, clientID: grant.clientID, method: .unknown,
            authenticatedAt: grant.authenticatedAt)
        progress.organizationID = grant.organizationID
        progress.isPublic = true
        progress.ipAddress = request.parsed.ipAddress
        progress.userAgent = request.parsed.userAgent
        guard let user = try await stored({ try await context.store.resource(id: grant.subject, kind: "user") })
        else { throw unknown }
        // The page where the person decided could not ask for what they enrolled later.
        let factors = try await AuthenticationFactors.ofUser(user.id, context)
        guard factors.allSatisfy({ $0.createdAt <= grant.createdAt }) else {
            throw refusal("access_denied", "The person has enrolled a second factor meanwhile; begin again.")
        }
        let access = try await SessionTokens.make(Session(id: grant.id, progress), user: user, context)
        return (access, context.newRefreshToken(), progress)
    }
}
