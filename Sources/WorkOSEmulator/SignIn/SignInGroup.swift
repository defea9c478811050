/// Signing people in: sessions, single sign-on, and what goes with them.
enum SignInGroup {
    static let types: [ResourceType] = [.session, .connection]

    static let operations: [Operation] =
        AuthenticateEndpoint.operations + Sessions.operations + Connections.operations + SingleSignOnTokens.operations
        + SingleSignOnLogout.operations + ExternalSignIns.operations
}
