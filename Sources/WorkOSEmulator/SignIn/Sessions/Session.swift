internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// That a person is signed in to an application. Its refresh tokens are kept with the grant of the same identifier.
    package static let session = ResourceType(
        "session", title: "Session", prefix: "session_",
        fields: [
            .reference("user_id", .user).internalOnly(),
            Field("organization_id", .any).internalOnly().tagged().hidden(),
            Field("impersonator", .any).internalOnly().hidden(),
            .text("ip_address").internalOnly(), .text("user_agent").internalOnly(),
            .text("auth_method").internalOnly(),
            Field("status", .choice(["active", "expired", "revoked"])).internalOnly().or("active").tagged(),
            Field("expires_at", .timestamp).internalOnly(), Field("ended_at", .timestamp).internalOnly(),
        ],
        routes: [
            .list(
                "/user_management/users/{id}/sessions",
                filters: [Filter("id", tag: "user_id", parent: .user)])
        ],
        showing: Sessions.show)
}

/// What a session is for, of which its tokens tell.
struct Session: Sendable {
    let id: String
    let userID: String
    let clientID: String
    var organizationID: String?
    let authenticatedAt: Timestamp
    /// Whether its application shows no secret, so that a refresh needs none.
    let isPublic: Bool
    /// Who acts as the person, with their reason.
    let impersonator: JSONValue?

    init(id: String, _ progress: SignInProgress) {
        self.id = id
        userID = progress.userID
        clientID = progress.clientID
        organizationID = progress.organizationID
        authenticatedAt = progress.authenticatedAt
        isPublic = progress.isPublic
        impersonator = nil
    }

    /// `nil` when the resource is no session that goes on.
    init?(_ resource: Resource, at now: Timestamp) {
        guard resource.text("status") == "active", let expiresAt = resource.timestamp("expires_at"), now < expiresAt,
            let userID = resource.text("user_id"), let clientID = resource.hiddenText("client_id"),
            let authenticatedAt = resource.hiddenText("authenticated_at").flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        id = resource.id
        self.userID = userID
        self.clientID = clientID
        organizationID = resource.text("organization_id")
        self.authenticatedAt = authenticatedAt
        isPublic = resource.hidden["is_public"]?.bool ?? false
        impersonator = resource.fields["impersonator"].flatMap { $0 == .null ? nil : $0 }
    }
}
