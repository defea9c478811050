internal import AuthorizationServer
internal import Crypto
internal import JSON
internal import OAuth
internal import Storage

/// Refreshing a session. Its refresh tokens rotate: an old one gives the same answer once more within a short grace, and
/// ends the session after it.
enum SessionRefresh {
    private static let unknown = APIError.oauth(
        .badRequest, "invalid_grant",
        "The refresh token is unknown, has expired or was revoked, or its session has ended.")

    static func tokens(
        _ presented: Secret, organizationID: String?, _ application: SigningInApplication, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let hash = SecretHash(presented)
        let now = context.clock.now()
        let found = try await stored { try await context.store.refreshToken(hash: hash, at: now) }
        guard let found, found.grant.isSession,
            found.grant.clientID.utf8.elementsEqual(application.clientID.utf8),
            let resource = try await stored({
                try await context.store.resource(id: found.grant.id, kind: ResourceType.session.object)
            }), var session = Session(resource, at: now), session.isPublic || !application.isPublic
        else { throw unknown }
        let rotation = Rotation(presented: presented, hash: hash, session: session, organizationID: organizationID)
        // Nothing but the store's verdict matters for a token that had its turn.
        guard !found.isRotated else { return try await exchange(rotation, answer: nil, context) }
        guard let user = try await stored({ try await context.store.resource(id: session.userID, kind: "user") })
        else { throw unknown }
        let isSwitch = organizationID != nil
        if let organizationID { session.organizationID = organizationID }
        let access: Secret
        do throws(APIError) {
            access = try await SessionTokens.make(session, user: user, context)
        } catch {
            guard error == SignInSteps.notMember, !isSwitch else { throw error }
            // Who is a member no more has no session for the organization either.
            try await Sessions.end(session.id, context)
            throw unknown
        }
        let refresh = context.newRefreshToken()
        let answer = try await SessionTokens.answer(session, access: access, refresh: refresh.token, context)
        let answered = try await exchange(rotation, answer: (.object(answer), refresh.kept), context)
        try await remember(session, context)
        return answered
    }

    // MARK: - Rotation

    private struct Rotation {
        let presented: Secret
        let hash: SecretHash
        let session: Session
        /// As the request says; only the same request gets the same answer.
        let organizationID: String?

        var fingerprint: SecretHash {
            let text = "\(session.clientID.utf8.count):\(session.clientID)\(organizationID ?? "")"
            return SecretHash(digest: Array(SHA256.hash(data: Array(text.utf8))))
        }
    }

    /// Presents the token to the store, which decides.
    /// - Parameter answer: what to give, and the successor that is in it; `nil` for a token that was rotated already.
    private static func exchange(
        _ rotation: Rotation, answer: (JSONValue, NewRefreshToken)?, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let now = context.clock.now()
        let successor = answer?.1 ?? context.newRefreshToken().kept
        let record = RefreshRotation(
            presented: rotation.hash,
            successor: RefreshToken(
                hash: successor.hash, grantID: rotation.session.id, expiresAt: successor.expiresAt, createdAt: now),
            keptAnswer: try sealed(answer?.0, rotation.presented, context), fingerprint: rotation.fingerprint,
            graceEnds: now.adding(seconds: context.server.configuration.lifetimes.refreshGrace))
        let revokedUntil = SessionGrants.revokedUntil(context)
        let outcome = try await stored {
            try await context.store.rotate(record, at: now, revokedUntil: revokedUntil)
        }
        switch outcome {
        case .rotated:
            guard let answer else { throw unknown }
            return APIAnswer(answer.0)
        case .repeated(let keptAnswer):
            do throws(OAuthError) {
                return APIAnswer(try KeptAnswer.open(keptAnswer, under: rotation.presented))
            } catch { throw APIError(error) }
        case .differs:
            throw .oauth(
                .badRequest, "invalid_grant", "The refresh token was rotated by a request for another organization.")
        case .reused(let sessionID):
            try await Sessions.end(sessionID, context)
            throw .oauth(
                .badRequest, "invalid_grant", "The refresh token was used before; the session has ended.")
        case .unknown: throw unknown
        }
    }

    private static func sealed(
        _ answer: JSONValue?, _ presented: Secret, _ context: EmulatorContext
    ) throws(APIError) -> [UInt8] {
        guard let answer else { return [] }
        do throws(OAuthError) {
            return try KeptAnswer.seal(answer, under: presented, random: context.random)
        } catch { throw APIError(error) }
    }

    /// Brings the session up to date with the refresh.
    private static func remember(_ session: Session, _ context: EmulatorContext) async throws(APIError) {
        try await stored {
            _ = try await context.store.setOrganization(session.organizationID, ofGrant: session.id)
        }
        do throws(APIError) {
            try await context.set(.session, session.id) { resource in
                guard resource.text("status") == "active" else { return }
                resource.fields["organization_id"] = session.organizationID.map(JSONValue.string) ?? .null
                Sessions.prolong(&resource, context)
            }
        } catch {
            // It ended meanwhile.
            guard error.status == .notFound else { throw error }
        }
    }
}
