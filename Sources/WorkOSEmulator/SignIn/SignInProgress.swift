internal import JSON
internal import OAuth

/// How far somebody has come in signing in to an application.
struct SignInProgress: Sendable {
    let userID: String
    let clientID: String
    let method: AuthenticationMethod
    /// When they showed who they are.
    let authenticatedAt: Timestamp
    /// Chosen, or asked for by the application.
    var organizationID: String?
    /// An invitation that the sign-in accepts.
    var invitationToken: String?
    /// Whether the application has shown no secret.
    var isPublic = false
    var hasSecondFactor = false
    /// What waits for its code, when the address is to be verified.
    var emailVerificationID: String?
    var ipAddress: String?
    var userAgent: String?

    init(userID: String, clientID: String, method: AuthenticationMethod, authenticatedAt: Timestamp) {
        self.userID = userID
        self.clientID = clientID
        self.method = method
        self.authenticatedAt = authenticatedAt
    }

    // MARK: - Kept

    /// For a resource's hidden members.
    var json: JSONObject {
        var json: JSONObject = [
            "user_id": .string(userID), "client_id": .string(clientID), "method": .string(method.rawValue),
            "authenticated_at": .string(authenticatedAt.rfc3339), "is_public": .bool(isPublic),
            "has_second_factor": .bool(hasSecondFactor),
        ]
        json["organization_id"] = organizationID.map(JSONValue.string)
        json["invitation_token"] = invitationToken.map(JSONValue.string)
        json["email_verification_id"] = emailVerificationID.map(JSONValue.string)
        json["ip_address"] = ipAddress.map(JSONValue.string)
        json["user_agent"] = userAgent.map(JSONValue.string)
        return json
    }

    /// Reads what `json` gave.
    init?(json: JSONObject) {
        guard let userID = json["user_id"]?.string, let clientID = json["client_id"]?.string,
            let method = json["method"]?.string,
            let authenticatedAt = json["authenticated_at"]?.string.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        self.init(
            userID: userID, clientID: clientID, method: AuthenticationMethod(rawValue: method),
            authenticatedAt: authenticatedAt)
        organizationID = json["organization_id"]?.string
        invitationToken = json["invitation_token"]?.string
        isPublic = json["is_public"]?.bool ?? false
        hasSecondFactor = json["has_second_factor"]?.bool ?? false
        emailVerificationID = json["email_verification_id"]?.string
        ipAddress = json["ip_address"]?.string
        userAgent = json["user_agent"]?.string
    }
}
