internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

// What ends with a password, and whose password it is.
extension Users {
    /// Ends the person's sessions, at browsers too, every grant to a client with its tokens, and what either could still
    /// come of: sign-ins that wait for a step, codes, approved devices. API keys go with the person's record.
    static func endEverything(_ user: Resource, _ context: EmulatorContext) async throws(APIError) {
        try await endEverything(user, sparing: nil, context)
    }

    /// - Parameter spared: what the person is signing in with at this moment.
    static func endEverything(
        _ user: Resource, sparing spared: OneTime?, _ context: EmulatorContext
    ) async throws(APIError) {
        // In the order in which one comes of another, so that nothing slips past.
        try await stored { _ = try await context.store.deleteSessions(ofUser: user.id) }
        try await SignInCodes.end(ofUser: user.id, sparing: spared, context)
        try await PendingAuthentications.end(ofUser: user.id, sparing: spared, context)
        try await Sessions.end(ofUser: user.id, context)
        let revokedUntil = context.clock.now().adding(seconds: context.server.configuration.lifetimes.accessToken + 60)
        try await stored {
            for grant in try await context.store.grants(ofUser: user.id) {
                try await context.store.revokeGrant(id: grant.id, revokedUntil: revokedUntil)
            }
        }
        await context.server.revocations.refresh()
    }

    /// Whether a password was set before anybody had shown that the address is theirs: it may be somebody else's.
    static func hasDoubtfulPassword(_ user: Resource) -> Bool {
        user.flag("email_verified") != true && user.hiddenText("password_hash") != nil
    }

    /// Remembers that the address is the person's who is here, and forgets a doubtful password. Whoever set that one has
    /// to lose everything else too: see `endEverything`.
    static func verifyAddress(of user: inout Resource) {
        if hasDoubtfulPassword(user) { user.hidden["password_hash"] = nil }
        user.fields["email_verified"] = true
    }
}
