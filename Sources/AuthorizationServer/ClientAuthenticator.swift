internal import Crypto
package import OAuth
package import Storage

/// Checks who a client is by its secret (RFC 6749 §2.3.1).
struct ClientAuthenticator: Sendable {
    let clients: any ClientStore

    /// - Throws: `invalid_client` for an unknown client and for a wrong secret alike.
    func authenticate(_ credentials: ClientCredentials) async throws(OAuthError) -> Client {
        let refusal = OAuthError(.invalidClient, "Client authentication failed")
        do {
            guard let client = try await clients.client(id: credentials.clientID) else { throw refusal }
            let shown = SecretHash(credentials.secret)
            var matches = false
            for secret in try await clients.secrets(ofClient: client.clientID) where secret.hash.matches(shown) {
                matches = true
            }
            guard matches else { throw refusal }
            return client
        } catch let error as OAuthError {
            throw error
        } catch {
            throw OAuthError(.temporarilyUnavailable, "Try again later", detail: "\(error)")
        }
    }
}

extension SecretHash {
    /// Hashes a secret that has at least 128 bits.
    package init(_ secret: Secret) {
        let digest = secret.withBytes { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
        self.init(digest: Array(digest))
    }
}
