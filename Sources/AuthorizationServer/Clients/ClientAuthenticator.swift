internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

/// A client that showed who it is, and how.
struct AuthenticatedClient: Sendable {
    var client: Client
    var method: ClientAuthenticationMethod
}

/// Checks who a client is (RFC 6749 §2.3, RFC 7523 §2.2).
struct ClientAuthenticator: Sendable {
    let directory: ClientDirectory
    let secrets: SecretVerifier
    let assertions: ClientAssertionVerifier
    let throttle: FailureThrottle
    let clock: any WallClock

    private static let refusal = OAuthError(.invalidClient, "Client authentication failed")

    /// Failures slow down only what can be guessed, short secrets: an assertion and a long secret are judged all the same,
    /// so that failures of others behind the same address keep no client out.
    /// - Parameter address: where the request comes from.
    /// - Throws: `invalid_client` for an unknown client and for a wrong secret alike; `too_many_requests` after too many
    ///   failures of this client from this address.
    func authenticate(
        _ presented: PresentedClient, from address: String
    ) async throws(OAuthError) -> AuthenticatedClient {
        let clientID = try claimedClientID(of: presented)
        let name = "client \(clientID)"
        let wait = throttle.wait(for: name, from: address)
        do throws(OAuthError) {
            let authenticated = try await check(
                presented, clientID: clientID, from: address, takesShortSecrets: wait == nil)
            if wait == nil { throttle.recordSuccess(of: name, from: address) }
            return authenticated
        } catch {
            guard error.code == .invalidClient else { throw error }
            if let wait {
                throw OAuthError(
                    .tooManyRequests, "Too many failed attempts of this client from this address", retryAfter: wait)
            }
            throttle.recordFailure(of: name, from: address)
            throw error
        }
    }

    /// Who the request says that it comes from.
    private func claimedClientID(of presented: PresentedClient) throws(OAuthError) -> String {
        switch presented {
        case .secret(let credentials): return credentials.clientID
        case .publicClient(let clientID): return clientID
        case .assertion(let assertion, let clientID):
            guard let subject = assertion.withBytes({ UnverifiedToken(compact: $0) })?.claims["sub"]?.string else {
                throw OAuthError(.invalidClient, "client_assertion is not a JWT with a sub")
            }
            guard clientID.map({ $0.utf8.elementsEqual(subject.utf8) }) ?? true else {
                throw OAuthError(.invalidClient, "client_id differs from the sub of client_assertion")
            }
            return subject
        }
    }

    private func check(
        _ presented: PresentedClient, clientID: String, from address: String, takesShortSecrets: Bool
    ) async throws(OAuthError) -> AuthenticatedClient {
        guard let client = try await directory.client(id: clientID) else { throw ClientAuthenticator.refusal }
        let methods = client.authenticationMethods
        switch presented {
        case .secret(let credentials):
            // Who registered for one of the two ways to send a secret may use the other.
            guard methods.contains(.clientSecretBasic) || methods.contains(.clientSecretPost) else {
                throw wrongMethod(client)
            }
            let kept = try await stored { try await directory.store.secrets(ofClient: clientID) }
            let match =
                takesShortSecrets
                ? try await secrets.verify(credentials.secret, against: kept, from: address)
                : secrets.verifyFast(credentials.secret, against: kept)
            guard let match else { throw ClientAuthenticator.refusal }
            let now = clock.now()
            if SecretHint.isNew(use: now, after: match.lastUsedAt) {
                // A secret is as good when its use cannot be written down.
                try? await directory.store.recordUse(ofSecret: match.id, at: now)
            }
            return AuthenticatedClient(client: client, method: credentials.method)
        case .publicClient:
            guard methods.contains(.none) else { throw wrongMethod(client) }
            return AuthenticatedClient(client: client, method: .none)
        case .assertion(let assertion, _):
            guard methods.contains(.privateKeyJWT) else { throw wrongMethod(client) }
            try await assertions.verify(assertion, of: client)
            return AuthenticatedClient(client: client, method: .privateKeyJWT)
        }
    }

    private func wrongMethod(_ client: Client) -> OAuthError {
        let methods = client.authenticationMethods.map(\.rawValue).sorted().joined(separator: ", ")
        return OAuthError(.invalidClient, "This client authenticates by: \(methods)")
    }
}
