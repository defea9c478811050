internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// That a person is asked for a code of one of their factors.
    package static let authenticationChallenge = ResourceType(
        "authentication_challenge", title: "Authentication Challenge", prefix: "auth_challenge_",
        fields: [
            Field("expires_at", .timestamp).internalOnly(),
            .reference(
                "authentication_factor_id",
                ResourceReference(kind: "authentication_factor", title: "Authentication Factor")),
            .text("code").internalOnly().hidden(),
        ],
        showing: AuthenticationChallenges.show)
}

/// How codes are asked for and judged.
enum AuthenticationChallenges {
    static let operations = [
        Operation(.post, "/auth/factors/{id}/challenge", create),
        Operation(.post, "/auth/challenges/{id}/verify", verify),
    ]

    private static let incorrect = APIError(.badRequest, "invalid_one_time_code", "The code is incorrect.")

    private static let refusals = OneTimeCodes.Refusals(
        incorrect: incorrect,
        expired: APIError(.unprocessable, "authentication_challenge_expired", "The challenge has expired."),
        used: APIError(
            .unprocessable, "authentication_challenge_previously_verified", "The challenge has been verified already."),
        tooManyGuesses: tooManyGuesses)

    private static let tooManyGuesses = APIError(
        .badRequest, "one_time_code_too_many_attempts", "There were too many wrong codes; try again later.")

    /// Asks for a code. An app has its own; others get one by SMS, or in the answer to hand on.
    static func create(for factor: Resource, _ context: EmulatorContext) async throws(APIError) -> Resource {
        let code = factor.text("type") == "totp" ? nil : OneTimeCodes.code(context)
        let challenge = try await context.create(
            .authenticationChallenge, ["authentication_factor_id": .string(factor.id)]
        ) { resource in
            resource.fields["code"] = code.map(JSONValue.string) ?? .null
            OneTimeCodes.limit(&resource, context)
        }
        if let number = factor.hidden["sms"]?["phone_number"]?.string, let code {
            let message = MailMessage(
                to: number, kind: .smsChallenge, code: code, resourceID: challenge.id, sentAt: context.clock.now())
            try await stored { try await context.mailbox.deliver(message) }
        }
        return challenge
    }

    /// Judges the code of a challenge.
    /// - Returns: the factor.
    /// - Throws: `invalid_one_time_code` for a wrong one.
    static func use(id: String, code: String, _ context: EmulatorContext) async throws(APIError) -> Resource {
        let challenge = try await context.find(.authenticationChallenge, id)
        let factorID = challenge.text("authentication_factor_id") ?? ""
        _ = try await OneTimeCodes.judge(of: id, .authenticationChallenge, refusals, context) {
            current async throws(APIError) -> OneTimeCodes.Verdict in
            let factor = try await context.find(.authenticationFactor, factorID)
            guard FactorGuesses.areAllowed(factor, context) else { throw tooManyGuesses }
            // Counted with the verdict, so that guesses of one moment do not slip past the count.
            let wrong = OneTimeCodes.Verdict.wrong([.replace(FactorGuesses.counted(factor, context))])
            if factor.text("type") == "totp" {
                return FactorGuesses.using(code, of: factor, context).map { .right([.replace($0)]) } ?? wrong
            }
            guard let right = current.text("code"), constantTimeEqual(Array(code.utf8), Array(right.utf8)) else {
                return wrong
            }
            return .right([])
        }
        return try await context.find(.authenticationFactor, factorID)
    }

    /// Only codes that the application hands on itself are in the answer.
    static func show(
        _ challenges: [Resource], _ context: EmulatorContext
    ) async throws(APIError) -> [String: JSONObject] {
        var members: [String: JSONObject] = [:]
        for challenge in challenges {
            guard let code = challenge.text("code"), let factorID = challenge.text("authentication_factor_id"),
                try await context.find(.authenticationFactor, factorID).text("type") == "generic_otp"
            else { continue }
            members[challenge.id] = ["code": .string(code)]
        }
        return members
    }

    // MARK: - Operations

    @Sendable
    private static func create(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let factor = try await context.find(.authenticationFactor, request.parameter("id"))
        if let template = request.body["sms_template"], template != .null {
            guard let text = template.string, text.contains("{{code}}") else {
                throw .invalid("sms_template", "invalid", "sms_template must be a string that has {{code}}.")
            }
        }
        let challenge = try await create(for: factor, context)
        return APIAnswer(try await context.show(.authenticationChallenge, challenge), status: 201)
    }

    @Sendable
    private static func verify(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let code = try request.required("code")
        var isValid = true
        do throws(APIError) {
            _ = try await use(id: request.parameter("id"), code: code, context)
        } catch {
            guard error == incorrect else { throw error }
            isValid = false
        }
        let challenge = try await context.find(.authenticationChallenge, request.parameter("id"))
        return APIAnswer(
            ["challenge": try await context.show(.authenticationChallenge, challenge), "valid": .bool(isValid)],
            status: 201)
    }
}
