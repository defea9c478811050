internal import JSON
internal import OAuth

/// A request to `POST /user_management/authenticate`.
struct AuthenticateRequest: Sendable {
    /// What shows who the person is.
    enum Grant: Sendable {
        case authorizationCode(code: Secret, verifier: Secret?, invitationToken: String?)
        case password(email: String, password: Secret, invitationToken: String?)
        case refreshToken(Secret, organizationID: String?)
        case magicAuth(email: String, code: String, invitationToken: String?)
        case emailVerification(code: String, pending: Secret)
        case totp(code: String, pending: Secret, challengeID: String)
        case organizationSelection(organizationID: String, pending: Secret)
        case deviceCode(Secret)
        /// One that WorkOS has and this server has not.
        case notEmulated(String)
        case unsupported
    }

    let clientID: String
    let clientSecret: Secret?
    let grant: Grant
    /// Of the person's device, as the application says.
    let ipAddress: String?
    let userAgent: String?

    private static let workOS = "urn:workos:oauth:grant-type:"
    private static let notEmulated: Set<String> = [
        "\(workOS)radar-email-challenge:code", "\(workOS)radar-sms-challenge:code", "\(workOS)email-completion:code",
    ]

    /// - Throws: every problem with the members at once.
    init(_ body: JSONObject) throws(APIError) {
        var members = Members(body)
        clientID = members.required("client_id")
        clientSecret = members.optional("client_secret").map { Secret($0) }
        ipAddress = members.optional("ip_address")
        userAgent = members.optional("user_agent")
        let name = members.required("grant_type")
        switch name {
        case "authorization_code":
            grant = .authorizationCode(
                code: members.secret("code"), verifier: members.optional("code_verifier").map { Secret($0) },
                invitationToken: members.optional("invitation_token"))
        case "password":
            grant = .password(
                email: members.required("email"), password: members.secret("password"),
                invitationToken: members.optional("invitation_token"))
        case "refresh_token":
            grant = .refreshToken(
                members.secret("refresh_token"), organizationID: members.optional("organization_id"))
        case "\(AuthenticateRequest.workOS)magic-auth:code":
            grant = .magicAuth(
                email: members.required("email"), code: members.required("code"),
                invitationToken: members.optional("invitation_token"))
        case "\(AuthenticateRequest.workOS)email-verification:code":
            grant = .emailVerification(
                code: members.required("code"), pending: members.secret("pending_authentication_token"))
        case "\(AuthenticateRequest.workOS)mfa-totp":
            grant = .totp(
                code: members.required("code"), pending: members.secret("pending_authentication_token"),
                challengeID: members.required("authentication_challenge_id"))
        case "\(AuthenticateRequest.workOS)organization-selection":
            grant = .organizationSelection(
                organizationID: members.required("organization_id"),
                pending: members.secret("pending_authentication_token"))
        case GrantType.deviceCode.rawValue: grant = .deviceCode(members.secret("device_code"))
        case let name where AuthenticateRequest.notEmulated.contains(name): grant = .notEmulated(name)
        default: grant = .unsupported
        }
        try members.check()
    }

    /// Reads members and collects what is wrong with them.
    private struct Members {
        private let body: JSONObject
        private var problems: [APIError.Problem] = []

        init(_ body: JSONObject) { self.body = body }

        mutating func optional(_ name: String) -> String? {
            guard let value = body[name], value != .null else { return nil }
            guard let text = value.string else {
                problems.append(.init(name, "invalid_type", "\(name) must be a string."))
                return nil
            }
            guard !text.utf8.contains(0), text.utf8.count <= 8192 else {
                problems.append(.init(name, "invalid", "\(name) is too long or has a NUL character."))
                return nil
            }
            return text.isEmpty ? nil : text
        }

        mutating func required(_ name: String) -> String {
            let known = problems.count
            if let text = optional(name) { return text }
            if problems.count == known { problems.append(.init(name, "required", "\(name) is required.")) }
            return ""
        }

        mutating func secret(_ name: String) -> Secret { Secret(required(name)) }

        func check() throws(APIError) {
            guard problems.isEmpty else { throw .invalid(problems) }
        }
    }
}
