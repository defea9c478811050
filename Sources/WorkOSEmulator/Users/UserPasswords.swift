internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

/// Passwords in requests: chosen ones, which are judged and hashed, and hashes that another system made.
enum UserPasswords {
    /// What is to be kept of the password that a request says.
    /// - Returns: `nil` when it says none.
    static func requested(_ body: JSONObject, _ context: EmulatorContext) async throws(APIError) -> PasswordHash? {
        let password = given(body, "password")
        let (hash, type) = (given(body, "password_hash"), given(body, "password_hash_type"))
        let position = given(body, "password_salt_position")
        if password != nil, hash != nil {
            throw refusal("password_and_password_hash_provided", "Provide password or password_hash, not both.")
        }
        if password != nil, type != nil {
            throw refusal(
                "password_and_password_hash_type_provided", "password_hash_type belongs to password_hash, not password."
            )
        }
        if position != nil, hash == nil {
            throw refusal(
                "password_salt_position_requires_password_hash", "password_salt_position belongs to password_hash.")
        }
        if hash != nil || type != nil { return try imported(hash, type, position) }
        guard let password else { return nil }
        guard let text = password.string else {
            throw .invalid("password", "invalid_type", "password must be a string.")
        }
        return try await chosen(Secret(text), "password_strength_error", context)
    }

    /// Whether a request says a password, whichever way.
    static func isGiven(in body: JSONObject) -> Bool {
        given(body, "password") != nil || given(body, "password_hash") != nil
    }

    /// The hash of a password that a person chose.
    /// - Parameter code: of the error for one that is too weak.
    static func chosen(
        _ password: Secret, _ code: String, _ context: EmulatorContext
    ) async throws(APIError) -> PasswordHash {
        let problems = PasswordStrength.problems(of: password)
        guard problems.isEmpty else {
            let errors = problems.map { JSONValue.object(["code": .string($0.code), "message": .string($0.message)]) }
            throw APIError(
                .badRequest, code, "Password does not meet strength requirements.", members: ["errors": .array(errors)])
        }
        do {
            return try await context.hasher.hash(password)
        } catch {
            guard (error as? PasswordError)?.code == .tooBusy else {
                throw APIError(.unavailable, "unavailable", "The password could not be hashed.", detail: "\(error)")
            }
            throw APIError(
                .tooManyRequests, "too_many_requests", "Too many passwords wait to be hashed.", retryAfter: 2)
        }
    }

    private static func imported(
        _ hash: JSONValue?, _ type: JSONValue?, _ position: JSONValue?
    ) throws(APIError) -> PasswordHash {
        var problems: [APIError.Problem] = []
        if hash?.string == nil {
            problems.append(.init("password_hash", "required", "password_hash must be a string."))
        }
        let known = type?.string.flatMap(ImportedHashType.init(rawValue:))
        if known == nil {
            let names = ImportedHashType.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append(
                .init("password_hash_type", "invalid_enum_value", "password_hash_type must be one of \(names)."))
        }
        let place = position.map { $0.string.flatMap(SaltPosition.init(rawValue:)) } ?? .suffix
        if place == nil {
            problems.append(
                .init(
                    "password_salt_position", "invalid_enum_value", "password_salt_position must be prefix or suffix."))
        }
        guard problems.isEmpty, let text = hash?.string, let known, let place else { throw .invalid(problems) }
        do throws(PasswordError) {
            return try PasswordHash.imported(type: known, text: text, saltPosition: place)
        } catch {
            throw refusal("invalid_password_hash", "The password hash cannot be used: \(error.reason).")
        }
    }

    private static func given(_ body: JSONObject, _ name: String) -> JSONValue? {
        body[name].flatMap { $0 == .null ? nil : $0 }
    }

    private static func refusal(_ code: String, _ message: String) -> APIError {
        APIError(.badRequest, code, message)
    }
}
