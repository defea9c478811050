internal import AuthorizationServer
internal import Storage

// What a password leaves open and a code shows: that the address is the person's, and their second factor.
extension BrowserSignIn {
    /// The code that is missing. That for the address is mailed when it is asked for first.
    /// - Parameter isVouchedFor: whether the address is believed as it is.
    mutating func missingCode(
        of user: User, isVouchedFor: Bool = false, _ context: EmulatorContext
    ) async throws(APIError) -> OneTimeCodePrompt.Kind? {
        guard lacksVerifiedAddress(of: user), !isVouchedFor else {
            return try await lacksFactor(of: user.id, context) ? .authenticator : nil
        }
        if emailVerificationID == nil {
            let verification = try await EmailVerifications.send(to: try await context.find(.user, user.id), context)
            try await set(emailVerificationID: verification.id, context)
        }
        return .emailVerification
    }

    /// Judges the code that is missing.
    mutating func enter(_ code: String, of user: User, _ visitor: Visitor) async throws(APIError) {
        guard lacksVerifiedAddress(of: user), let id = emailVerificationID else {
            return try await visitor.enter(factor: code, of: user.id, &self)
        }
        let context = visitor.context
        do throws(APIError) {
            try await visitor.guess("address of \(user.id)") { () async throws(APIError) in
                _ = try await EmailVerifications.use(code: code, id: id, context)
            }
        } catch {
            // What can no longer be used is sent anew with the page.
            if ["one_time_code_expired", "one_time_code_too_many_attempts"].contains(error.code) {
                try await set(emailVerificationID: nil, context)
            }
            throw error
        }
    }

    /// Whether everybody must have a second factor, and the person has not shown one.
    func lacksRequiredFactor(_ context: EmulatorContext) -> Bool {
        context.configuration.isMultiFactorRequired && method.takesSecondFactor && !hasSecondFactor
    }

    private func lacksVerifiedAddress(of user: User) -> Bool { method.needsVerifiedAddress && !user.isEmailVerified }
}
