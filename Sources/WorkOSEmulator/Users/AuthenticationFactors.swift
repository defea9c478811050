internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// Something that a person has: an authenticator app, a telephone, or whatever shows the codes that an application
    /// hands on.
    package static let authenticationFactor = ResourceType(
        "authentication_factor", title: "Authentication Factor", prefix: "auth_factor_",
        fields: [
            Field("type", .choice(["generic_otp", "sms", "totp"])).required().fixed(),
            .reference("user_id", .user).fixed().hidden(),
        ],
        routes: [.read("/auth/factors/{id}"), .delete("/auth/factors/{id}")],
        showing: AuthenticationFactors.show)
}

/// How factors are enrolled.
package enum AuthenticationFactors {
    static let operations = [
        Operation(.post, "/auth/factors/enroll", enroll),
        Operation(.post, "/user_management/users/{userlandUserId}/auth_factors", enrollForUser),
        Operation(.get, "/user_management/users/{userlandUserId}/auth_factors", listOfUser),
    ]

    /// Who apps say the codes are for where a request does not.
    private static let defaultIssuer = "Claviger"

    /// The person's factors, oldest first.
    static func ofUser(_ id: String, _ context: EmulatorContext) async throws(APIError) -> [Resource] {
        try await context.all(.authenticationFactor, "user_id", id)
    }

    /// Adds an authenticator app.
    /// - Parameter secret: in Base32; a new one where it is absent.
    static func addTOTP(
        userID: String?, issuer: String?, user name: String, secret: String? = nil, _ context: EmulatorContext
    ) async throws(APIError) -> (factor: Resource, totp: TOTP) {
        let totp: TOTP
        if let secret {
            guard let given = TOTP(base32: secret) else {
                throw .invalid("totp_secret", "invalid", "totp_secret must be Base32 of at least 80 bits.")
            }
            totp = given
        } else {
            totp = TOTP(random: context.random)
        }
        let shown: JSONValue = ["issuer": .string(issuer ?? defaultIssuer), "user": .string(name)]
        var body: JSONObject = ["type": "totp"]
        body["user_id"] = userID.map(JSONValue.string)
        let factor = try await context.create(.authenticationFactor, body) { resource in
            resource.hidden["totp"] = shown
            // Needed to make the codes that are compared.
            resource.hidden["secret"] = .string(totp.base32)
        }
        return (factor, totp)
    }

    static func show(
        _ factors: [Resource], _ context: EmulatorContext
    ) async throws(APIError) -> [String: JSONObject] {
        var members: [String: JSONObject] = [:]
        for factor in factors {
            var more: JSONObject = [:]
            more["user_id"] = factor.text("user_id").map(JSONValue.string)
            more["sms"] = factor.hidden["sms"]
            more["totp"] = factor.hidden["totp"]
            members[factor.id] = more
        }
        return members
    }

    /// The factor as it is shown once: with the secret, and the code to scan.
    static func showNew(
        _ factor: Resource, _ totp: TOTP?, _ context: EmulatorContext
    ) async throws(APIError) -> JSONValue {
        guard var shown = try await context.show(.authenticationFactor, factor).object else { return .null }
        if let totp, var member = shown["totp"]?.object {
            let uri = totp.uri(issuer: member["issuer"]?.string ?? "", user: member["user"]?.string ?? "")
            member["secret"] = .string(totp.base32)
            member["qr_code"] = .string(QRCode(uri)?.dataURI() ?? "")
            member["uri"] = .string(uri)
            shown["totp"] = .object(member)
        }
        return .object(shown)
    }

    // MARK: - Operations

    @Sendable
    private static func enroll(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let userID = request.body["user_id"]?.string
        var email: String?
        if let userID { email = try await context.find(.user, userID).text("email") }
        switch request.body["type"]?.string {
        case "totp":
            guard let name = try text(request, "totp_user") ?? email else {
                throw .invalid("totp_user", "required", "totp_user is required where there is no user_id.")
            }
            let added = try await addTOTP(
                userID: userID, issuer: try text(request, "totp_issuer"), user: name, context)
            return APIAnswer(try await showNew(added.factor, added.totp, context), status: 201)
        case "sms":
            guard let number = request.body["phone_number"]?.string, isPhoneNumber(number) else {
                throw .invalid(
                    "phone_number", "invalid_phone_number", "phone_number must be a number such as +15005550006.")
            }
            let factor = try await context.create(.authenticationFactor, request.body) { resource in
                resource.hidden["sms"] = ["phone_number": .string(number)]
            }
            return APIAnswer(try await showNew(factor, nil, context), status: 201)
        default:
            // What is neither is refused by the declaration.
            let factor = try await context.create(.authenticationFactor, request.body)
            return APIAnswer(try await showNew(factor, nil, context), status: 201)
        }
    }

    @Sendable
    private static func enrollForUser(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let user = try await context.find(.user, request.parameter("userlandUserId"))
        guard request.body["type"] == "totp" else {
            throw .invalid("type", "invalid_enum_value", "type must be totp.")
        }
        let added = try await addTOTP(
            userID: user.id, issuer: try text(request, "totp_issuer"),
            user: try text(request, "totp_user") ?? user.text("email") ?? "",
            secret: try text(request, "totp_secret"), context)
        let challenge = try await AuthenticationChallenges.create(for: added.factor, context)
        return APIAnswer(
            [
                "authentication_factor": try await showNew(added.factor, added.totp, context),
                "authentication_challenge": try await context.show(.authenticationChallenge, challenge),
            ], status: 201)
    }

    @Sendable
    private static func listOfUser(
        _ request: APIRequest, _ context: EmulatorContext
    ) async throws(APIError) -> APIAnswer {
        let user = try await context.find(.user, request.parameter("userlandUserId"))
        return APIAnswer(
            try await context.list(.authenticationFactor, request, conditions: [.has("user_id", anyOf: [user.id])]))
    }

    private static func text(_ request: APIRequest, _ name: String) throws(APIError) -> String? {
        guard let value = request.body[name], value != .null else { return nil }
        guard let text = value.string, (1...255).contains(text.unicodeScalars.count), !text.utf8.contains(0) else {
            throw .invalid(name, "invalid", "\(name) must be a string of 1 to 255 characters.")
        }
        return text
    }

    /// As ITU-T E.164 has them: a plus and up to fifteen digits, the first of which is not zero.
    private static func isPhoneNumber(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == UInt8(ascii: "+") && (7...15).contains(digits.count)
            && digits.first != UInt8(ascii: "0") && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}
