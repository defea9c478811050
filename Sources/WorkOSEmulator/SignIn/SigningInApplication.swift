internal import JSON
internal import OAuth

/// The application that people sign in to: its `client_id` is of the environment, and its secret an API key.
struct SigningInApplication: Sendable {
    let clientID: String
    /// Whether it has shown no secret.
    let isPublic: Bool

    /// Whether a `client_id` is the environment's.
    static func isKnown(_ clientID: String, _ context: EmulatorContext) -> Bool {
        if let pinned = context.configuration.clientID { return pinned.utf8.elementsEqual(clientID.utf8) }
        return clientID.hasPrefix("client_") && (8...128).contains(clientID.utf8.count)
            && clientID.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
                    || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            }
    }

    /// Checks who asks.
    /// - Parameter secret: an API key; absent for a public application.
    /// - Throws: `invalid_client`.
    static func authenticate(
        clientID: String, secret: Secret?, _ context: EmulatorContext
    ) async throws(APIError) -> SigningInApplication {
        guard isKnown(clientID, context) else {
            let expected = context.configuration.clientID.map { "Use \($0)." } ?? "It begins with client_."
            throw .oauth(.badRequest, "invalid_client", "There is no application with this client_id. \(expected)")
        }
        if let secret {
            guard try await context.opensManagement(secret) else {
                throw .oauth(
                    .badRequest, "invalid_client",
                    "The client_secret is wrong: it must be an API key of this environment.")
            }
        }
        return SigningInApplication(clientID: clientID, isPublic: secret == nil)
    }

    /// - Throws: `invalid_client` for an application that shows no secret.
    func requireSecret() throws(APIError) {
        guard isPublic else { return }
        throw .oauth(.badRequest, "invalid_client", "client_secret is missing: this grant needs an API key.")
    }
}
