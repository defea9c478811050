internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// Which applications a person let act for them.
enum UserAuthorizations {
    private static let path = "/user_management/users/{user_id}/authorized_applications"

    static let operations = [
        Operation(.get, path, list), Operation(.delete, "\(path)/{application_id}", delete),
    ]

    @Sendable
    private static func list(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let user = try await context.find(.user, request.parameter("user_id"))
        let all = try await AuthorizedApplications.authorizations(of: user.id, context)
        let page = try PageRequest(request).page(of: all.sorted { $0.consent.givenAt < $1.consent.givenAt }, id: \.id)
        var shown: [JSONValue] = []
        for authorization in page.elements {
            shown.append(.object(try await AuthorizedApplications.json(authorization, context)))
        }
        return APIAnswer(
            ListAnswer.json(
                shown, first: page.elements.first?.id, last: page.elements.last?.id, hasBefore: page.hasBefore,
                hasAfter: page.hasAfter))
    }

    /// Ends the application's grants, and forgets what was consented to: it has to ask again.
    @Sendable
    private static func delete(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let user = try await context.find(.user, request.parameter("user_id"))
        let wanted = request.parameter("application_id")
        let all = try await AuthorizedApplications.authorizations(of: user.id, context)
        let found = all.first { authorization in
            [authorization.id, authorization.application.id, authorization.consent.clientID]
                .contains { $0.utf8.elementsEqual(wanted.utf8) }
        }
        guard let clientID = found?.consent.clientID else { throw .notFound("Authorized Application", wanted) }
        let revokedUntil = context.clock.now().adding(seconds: context.server.configuration.lifetimes.accessToken + 60)
        try await stored {
            try await context.store.forgetConsents(ofUser: user.id, toClient: clientID)
            for grant in try await context.store.grants(ofUser: user.id)
            where grant.clientID.utf8.elementsEqual(clientID.utf8) {
                try await context.store.revokeGrant(id: grant.id, revokedUntil: revokedUntil)
            }
        }
        await context.server.revocations.refresh()
        return .empty(204)
    }
}
