internal import AuthorizationServer
internal import Crypto
internal import JSON
internal import OAuth
internal import Storage

/// The codes that browsers carry from the sign-in pages to applications: kept as hashes, of use once and for ten minutes.
enum SignInCodes {
    private static let kind = "sign_in_code"
    /// Seconds.
    private static let lifetime: Int64 = 600

    /// What a code can be exchanged for.
    enum Purpose: String, Sendable {
        case session
        case profile
    }

    static let unknown = APIError.oauth(
        .badRequest, "invalid_grant", "The code is unknown, has expired or was used.")

    /// Keeps a new code.
    /// - Parameters:
    ///   - content: what it stands for.
    ///   - challenge: of PKCE (RFC 7636 §4.2); absent where the application sent none.
    ///   - parents: what it goes with, and what it gives.
    static func issue(
        _ purpose: Purpose, clientID: String, challenge: String?, content: JSONObject, parents: [String],
        _ context: EmulatorContext
    ) async throws(APIError) -> Secret {
        let code = context.random.token()
        let now = context.clock.now()
        var hidden: JSONObject = [
            "purpose": .string(purpose.rawValue), "client_id": .string(clientID), "content": .object(content),
        ]
        hidden["code_challenge"] = challenge.map(JSONValue.string)
        let userID = content["user_id"]?.string
        let resource = Resource(
            id: context.identifiers.next("sign_in_code_"), kind: kind, hidden: hidden,
            uniqueKeys: [.hash(SecretHash(code))], tags: userID.map { [ResourceKey("user_id", $0)] } ?? [],
            parents: parents,
            expiresAt: now.adding(seconds: lifetime), createdAt: now)
        try await context.commit([.insert(resource)], using: nil)
        return code
    }

    /// - Throws: `invalid_grant`. Where the code was used before, whatever it gave ends (RFC 6749 §4.1.2).
    static func find(
        _ code: Secret, for purpose: Purpose, _ context: EmulatorContext
    ) async throws(APIError) -> Found {
        let key = ResourceKey.hash(SecretHash(code))
        let resource = try await stored { try await context.store.resource(kind: kind, key: key) }
        guard let resource, resource.hiddenText("purpose") == purpose.rawValue, let expiresAt = resource.expiresAt,
            context.clock.now() < expiresAt
        else { throw unknown }
        return Found(resource: resource)
    }

    /// Ends a person's codes.
    static func end(
        ofUser id: String, sparing spared: OneTime?, _ context: EmulatorContext
    ) async throws(APIError) {
        try await context.removeAll(kind, ofUser: id, sparing: spared)
    }

    /// A code that is kept.
    struct Found: Sendable {
        fileprivate let resource: Resource

        var content: JSONObject { resource.hidden["content"]?.object ?? [:] }
        /// What it goes with.
        var parents: [String] { resource.parents }

        /// Remembers that it was used, and for what.
        var use: OneTime {
            var used = resource
            used.hidden["is_used"] = true
            return OneTime(refusal: unknown) { [used] sessionID in
                var used = used
                used.hidden["session_id"] = sessionID.map(JSONValue.string)
                return .replace(used)
            }
        }

        /// Whether the application that presents it may have what it stands for.
        func check(
            application: SigningInApplication, verifier: Secret?, _ context: EmulatorContext
        ) async throws(APIError) {
            guard resource.hiddenText("client_id").map({ $0.utf8.elementsEqual(application.clientID.utf8) }) == true
            else { throw .oauth(.badRequest, "invalid_grant", "The code was issued to another application.") }
            try checkVerifier(verifier, application)
            guard resource.hidden["is_used"] != true else {
                if let sessionID = resource.hiddenText("session_id") { try await Sessions.end(sessionID, context) }
                throw .oauth(.badRequest, "invalid_grant", "The code was used before; what it gave has ended.")
            }
        }

        /// RFC 7636 §4.6. Without a challenge the application must have shown its secret.
        private func checkVerifier(_ verifier: Secret?, _ application: SigningInApplication) throws(APIError) {
            guard let challenge = resource.hiddenText("code_challenge") else {
                if verifier != nil {
                    throw APIError(
                        .badRequest, "code_challenge_not_found",
                        "The authorization request had no code_challenge, so there is nothing to verify.")
                }
                return try application.requireSecret()
            }
            guard let verifier else {
                throw .oauth(.badRequest, "invalid_grant", "code_verifier is missing.")
            }
            let computed = verifier.withBytes { Array(SHA256.hash(data: UnsafeRawBufferPointer($0))) }
            guard constantTimeEqual(Base64.encode(computed, .url).utf8, challenge.utf8) else {
                throw .oauth(.badRequest, "invalid_grant", "code_verifier does not match the code_challenge.")
            }
        }
    }
}
