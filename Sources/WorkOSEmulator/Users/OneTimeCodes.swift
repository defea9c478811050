internal import JSON
internal import OAuth
internal import Storage

/// Codes and links that are sent to a person, and how they are judged when they come back: in time, once, and not by
/// guessing. They are kept readable, since the API shows them to whoever has its key; nothing else gives them away.
enum OneTimeCodes {
    /// Ten minutes.
    static let lifetime: Int64 = 600
    /// So many wrong guesses end a code.
    static let mostGuesses: Int64 = 5
    /// How long after its end a code is kept, so that it can be said why it is of no use.
    private static let afterlife: Int64 = 86_400

    /// What is said of a code that is of no use.
    struct Refusals: Sendable {
        var incorrect: APIError
        var expired: APIError
        var used: APIError
        var tooManyGuesses: APIError
    }

    /// Six digits.
    static func code(_ context: EmulatorContext) -> String {
        let number = context.random.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
        let digits = String(number)
        return String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    /// Says when the code ends.
    static func limit(_ resource: inout Resource, to seconds: Int64 = lifetime, _ context: EmulatorContext) {
        let end = context.clock.now().adding(seconds: seconds)
        resource.fields["expires_at"] = .string(end.rfc3339)
        resource.expiresAt = end.adding(seconds: afterlife)
    }

    /// Judges a code, and uses it up if it is the right one.
    /// - Parameters:
    ///   - field: where the right one stands.
    ///   - also: what is changed with it, or not at all. What it throws ends nothing and counts as no guess.
    static func use(
        _ code: String, of id: String, _ type: ResourceType, field: String = "code", _ refusals: Refusals,
        _ context: EmulatorContext, also: (Resource) async throws(APIError) -> [ResourceChange]
    ) async throws(APIError) -> Resource {
        try await judge(of: id, type, refusals, context) { current async throws(APIError) -> Verdict in
            guard let right = current.text(field), constantTimeEqual(Array(code.utf8), Array(right.utf8)) else {
                return .wrong([])
            }
            return .right(try await also(current))
        }
    }

    /// What is made of a code, with what is changed in the same commit: without it there is no verdict.
    enum Verdict {
        case right([ResourceChange])
        case wrong([ResourceChange])
    }

    /// Uses something up if it is right, or else counts a guess.
    static func judge(
        of id: String, _ type: ResourceType, _ refusals: Refusals, _ context: EmulatorContext,
        verdict: (Resource) async throws(APIError) -> Verdict
    ) async throws(APIError) -> Resource {
        var isWrong = false
        let judged = try await context.change(type, id) { current async throws(APIError) in
            var draft = Draft(body: [:], resource: current, previous: current)
            try check(current, refusals, context)
            switch try await verdict(current) {
            case .right(let also):
                draft.resource.hidden["used_at"] = .string(context.clock.now().rfc3339)
                draft.also = also
                isWrong = false
            case .wrong(let also):
                draft.resource.hidden["guesses"] = .integer(guesses(current) + 1)
                draft.also = also
                isWrong = true
            }
            return draft
        }
        if isWrong { throw refusals.incorrect }
        return judged
    }

    private static func check(
        _ resource: Resource, _ refusals: Refusals, _ context: EmulatorContext
    ) throws(APIError) {
        if resource.hiddenText("used_at") != nil { throw refusals.used }
        guard let end = resource.timestamp("expires_at"), context.clock.now() < end else { throw refusals.expired }
        if guesses(resource) >= mostGuesses { throw refusals.tooManyGuesses }
    }

    private static func guesses(_ resource: Resource) -> Int64 { resource.hidden["guesses"]?.integer ?? 0 }
}

extension EmulatorContext {
    /// The newest resource of the type with this tag.
    func latest(_ type: ResourceType, _ tag: String, _ value: String) async throws(APIError) -> Resource? {
        let query = ResourceQuery(kind: type.object, conditions: [.has(tag, anyOf: [value])], limit: 1)
        return try await stored { try await store.resources(query)?.resources.first }
    }

    /// The person's record with some of it changed, for a commit that needs it as it was read.
    func changed(
        user id: String, _ edit: (inout Resource) -> Void
    ) async throws(APIError) -> ResourceChange {
        var user = try await find(.user, id)
        edit(&user)
        user.updatedAt = clock.now()
        ResourceType.user.index(&user)
        return .replace(user)
    }
}

extension Resource {
    /// Whether it was sent to the address that the person still has.
    func isFor(_ user: Resource) -> Bool {
        guard let sent = text("email"), let current = user.text("email") else { return false }
        return sent.lowercasedASCII.utf8.elementsEqual(current.lowercasedASCII.utf8)
    }
}

extension APIRequest {
    /// A member that must be a text.
    func required(_ name: String) throws(APIError) -> String {
        guard let text = body[name]?.string, !text.isEmpty else {
            throw .invalid(name, "required", "\(name) must be a string that is not empty.")
        }
        return text
    }

    /// A member that must be an address.
    func requiredEmail(_ name: String) throws(APIError) -> String {
        let text = try required(name)
        guard EmailAddress.isWellFormed(text) else {
            throw .invalid(name, "email_format", "\(name) must be an address, such as a@example.com.")
        }
        return text
    }
}
