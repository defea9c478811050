package import AuthorizationServer
internal import OAuth
internal import Storage

extension HostedPages {
    package func logOut(
        query: String, browser: Browser
    ) async -> (outcome: InteractionOutcome, endsBrowserSession: Bool) {
        let values = values(of: query)
        do throws(APIError) {
            guard let sessionID = values["session_id"], !sessionID.utf8.contains(0) else {
                throw .oauth(.badRequest, "invalid_request", "session_id is missing.")
            }
            // Before anything ends, so that a mistake in the link does no harm.
            var location: String?
            if let returnTo = values["return_to"] {
                location = try await RedirectPolicy.check(returnTo, context).text
            }
            let session = try await stored {
                try await context.store.resource(id: sessionID, kind: ResourceType.session.object)
            }
            guard let session else {
                throw .oauth(.badRequest, "invalid_request", "There is no such session.")
            }
            let isOwn = try await isSignedIn(session.text("user_id"), browser)
            try await Sessions.end(sessionID, context)
            if isOwn { await context.server.signOut(browser: browser) }
            return (location.map { .redirect($0) } ?? .signedOut, isOwn)
        } catch {
            return (.failure(error.oauthError), false)
        }
    }

    package func logOutOfSingleSignOn(query: String) async -> InteractionOutcome {
        do throws(APIError) {
            guard let token = values(of: query)["token"] else {
                throw .oauth(.badRequest, "invalid_request", "token is missing.")
            }
            try await SingleSignOnLogout.visit(token: token, context)
            return .signedOut
        } catch {
            return .failure(error.oauthError)
        }
    }

    /// Whether the browser is signed in here as the person of the session: somebody else stays signed in.
    private func isSignedIn(_ userID: String?, _ browser: Browser) async throws(APIError) -> Bool {
        guard let cookie = browser.session, let userID else { return false }
        let now = context.clock.now()
        let session = try await stored { try await context.store.session(hash: SecretHash(cookie), at: now) }
        return session.map { $0.userID.utf8.elementsEqual(userID.utf8) } ?? false
    }

    func values(of query: String) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in FormURLEncoded.parse(query.utf8) ?? [] where !value.isEmpty { values[name] = value }
        return values
    }
}
