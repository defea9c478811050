internal import AuthorizationServer
internal import OAuth
internal import ResourceGateway
internal import Storage

/// Lets the gateway ask the authorization server's keys.
struct StoredAPIKeys: APIKeyVerifier {
    let authenticator: APIKeyAuthenticator

    var prefix: String { APIKeyAuthenticator.prefix }

    func verify(_ key: Secret) async throws -> APIKeyHolder? {
        guard let found = try await authenticator.authenticate(key) else { return nil }
        return APIKeyHolder(
            subject: found.id, account: found.organizationID, scopes: found.permissions, expiresAt: found.expiresAt)
    }
}
