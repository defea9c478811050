internal import AuthorizationServer
internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// Access tokens of sessions, and the answers that they are given in.
enum SessionTokens {
    /// Seconds that an access token lives.
    static let lifetime: Int64 = 300

    /// A new access token.
    static func make(
        _ session: Session, user: Resource, _ context: EmulatorContext
    ) async throws(APIError) -> Secret {
        let now = context.clock.now().seconds
        let membership = try await membership(of: session, context)
        var claims = try await templateClaims(session, user: user, membership: membership, context)
        claims["iss"] = .string(issuer(clientID: session.clientID, context))
        claims["sub"] = .string(session.userID)
        claims["sid"] = .string(session.id)
        claims["jti"] = .string(context.identifiers.next(""))
        claims["client_id"] = .string(session.clientID)
        if let membership {
            let roles = OrganizationRoles.slugs(of: membership)
            claims["org_id"] = session.organizationID.map(JSONValue.string)
            claims["role"] = roles.first.map(JSONValue.string)
            claims["roles"] = .strings(roles)
            claims["permissions"] = .strings(try await OrganizationRoles.permissions(of: roles, context))
        }
        claims["entitlements"] = []
        claims["feature_flags"] = []
        claims["act"] = session.impersonator?["email"].map { ["sub": $0] }
        claims["auth_time"] = .integer(session.authenticatedAt.seconds)
        claims["iat"] = .integer(now)
        claims["exp"] = .integer(now + lifetime)
        do {
            return try await context.signingKeys.signer().token(type: "JWT", claims: claims)
        } catch let error as StorageError {
            throw APIError(error)
        } catch {
            throw APIError(
                .internalError, "server_error", "The token could not be signed.", detail: "\(error)")
        }
    }

    /// The claims of the environment's template. A template that comes to no claims for this person adds none.
    private static func templateClaims(
        _ session: Session, user: Resource, membership: Resource?, _ context: EmulatorContext
    ) async throws(APIError) -> JSONObject {
        guard let template = try await JWTTemplates.current(context) else { return [:] }
        var values: JSONObject = ["user": try await context.show(.user, user)]
        values["organization_membership"] = membership.map { ResourceType.organizationMembership.shown($0) }
        if let id = session.organizationID {
            values["organization"] = try await context.show(.organization, try await context.find(.organization, id))
        }
        let claims = (try? template.claims(values)) ?? [:]
        // What is the server's to say stays so, whatever a template does.
        return JSONObject(
            claims.members.filter { !JWTTemplate.reserved.contains($0.name) }.map { ($0.name, $0.value) })
    }

    static func issuer(clientID: String, _ context: EmulatorContext) -> String {
        context.configuration.url("/user_management/\(clientID)")
    }

    /// What the application is given, to be completed by how the person signed in.
    static func answer(
        _ session: Session, access: Secret, refresh: Secret, _ context: EmulatorContext
    ) async throws(APIError) -> JSONObject {
        var answer: JSONObject = ["user": try await context.show(.user, try await context.find(.user, session.userID))]
        answer["organization_id"] = session.organizationID.map(JSONValue.string)
        // The application that asked is who may have them.
        answer["access_token"] = .string(access.revealed())
        answer["refresh_token"] = .string(refresh.revealed())
        answer["impersonator"] = session.impersonator
        return answer
    }

    /// The membership that the session is for, when it is for an organization.
    /// - Throws: `invalid_organization_id` when the person is no active member of it.
    private static func membership(
        of session: Session, _ context: EmulatorContext
    ) async throws(APIError) -> Resource? {
        guard let organizationID = session.organizationID else { return nil }
        let key = ResourceKey.membership(ofUser: session.userID, in: organizationID)
        let kind = ResourceType.organizationMembership.object
        let found = try await stored { try await context.store.resource(kind: kind, key: key) }
        guard let found, found.text("status") == "active" else { throw SignInSteps.notMember }
        return found
    }
}

/// What members of an organization may do.
enum OrganizationRoles {
    /// The first one is the one that counts where there is room for one.
    static func slugs(of membership: Resource) -> [String] {
        let roles = (membership.fields["roles"]?.array ?? []).compactMap { $0["slug"]?.string }
        return roles.isEmpty ? membership.fields["role"]?["slug"]?.string.map { [$0] } ?? [] : roles
    }

    /// What any of the roles permits, in the roles' order. A role that nobody declared permits nothing.
    static func permissions(of slugs: [String], _ context: EmulatorContext) async throws(APIError) -> [String] {
        var permissions: [String] = []
        for slug in slugs {
            let role = try await stored {
                try await context.store.resource(kind: ResourceType.role.object, key: ResourceKey("slug", slug))
            }
            for permission in role?.texts("permissions") ?? [] where !permissions.contains(permission) {
                permissions.append(permission)
            }
        }
        return permissions
    }
}
