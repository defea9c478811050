internal import JSON
internal import OAuth
internal import Storage

/// Wrong codes of a factor, over all its challenges: who knows a password must not get new guesses with each new challenge.
enum FactorGuesses {
    /// So many wrong codes within the interval end all guessing until it is over.
    private static let most: Int64 = 20
    /// Ten minutes.
    private static let interval: Int64 = 600

    static func areAllowed(_ factor: Resource, _ context: EmulatorContext) -> Bool {
        current(factor, context).count < most
    }

    /// The factor after the use of a code of its app; absent where the code is wrong, or was used already.
    static func using(_ code: String, of factor: Resource, _ context: EmulatorContext) -> Resource? {
        guard let totp = factor.hiddenText("secret").flatMap(TOTP.init(base32:)),
            let step = totp.step(
                matching: code, at: context.clock.now(), after: factor.hidden["used_step"]?.integer)
        else { return nil }
        var used = factor
        used.hidden["used_step"] = .integer(step)
        used.hidden["guesses"] = nil
        return used
    }

    /// The factor after a wrong code.
    static func counted(_ factor: Resource, _ context: EmulatorContext) -> Resource {
        let (count, since) = current(factor, context)
        var counted = factor
        counted.hidden["guesses"] = .integer(count + 1)
        counted.hidden["guesses_since"] = .string(since.rfc3339)
        return counted
    }

    private static func current(_ factor: Resource, _ context: EmulatorContext) -> (count: Int64, since: Timestamp) {
        let now = context.clock.now()
        guard let since = factor.hiddenText("guesses_since").flatMap(Timestamp.init(rfc3339:)),
            now < since.adding(seconds: interval), let count = factor.hidden["guesses"]?.integer
        else { return (0, now) }
        return (count, since)
    }
}

extension AuthenticationFactors {
    /// Whether it is a code of any of the person's apps, without a challenge. It is used up.
    package static func use(code: String, ofUser id: String, _ context: EmulatorContext) async throws(APIError) -> Bool
    {
        for factor in try await ofUser(id, context) where factor.text("type") == "totp" {
            var isRight = false
            _ = try await context.change(.authenticationFactor, factor.id) { current async throws(APIError) in
                var draft = Draft(body: [:], resource: current, previous: current)
                isRight = false
                guard FactorGuesses.areAllowed(current, context) else { return draft }
                let used = FactorGuesses.using(code, of: current, context)
                isRight = used != nil
                draft.resource = used ?? FactorGuesses.counted(current, context)
                return draft
            }
            if isRight { return true }
        }
        return false
    }
}
