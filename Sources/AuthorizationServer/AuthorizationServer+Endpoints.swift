internal import JOSE
package import JSON
package import OAuth
internal import Storage

// The endpoints that programs call. `authorization` is the `Authorization` header, `address` where the request comes
// from. They throw `OAuthError`, to be rendered at the edge.
extension AuthorizationServer {
    /// Answers a token request (RFC 6749 §3.2).
    package func token(
        _ request: TokenRequest, authorization: String?, from address: String
    ) async throws(OAuthError) -> TokenResponse {
        try await tokenEndpoint.respond(to: request, authorization: authorization, from: address)
    }

    /// Tells a client what a token is worth (RFC 7662 §2).
    package func introspect(
        _ request: TokenReference, authorization: String?, from address: String
    ) async throws(OAuthError) -> JSONValue {
        try await noting("introspection.refused", from: address) { () throws(OAuthError) in
            try await introspectionEndpoint.respond(to: request, authorization: authorization, from: address)
        }
    }

    /// Revokes one of the caller's tokens (RFC 7009 §2).
    package func revoke(
        _ request: TokenReference, authorization: String?, from address: String
    ) async throws(OAuthError) {
        try await noting("revocation.refused", from: address) { () throws(OAuthError) in
            try await revocationEndpoint.respond(to: request, authorization: authorization, from: address)
        }
    }

    /// Begins a device authorization (RFC 8628 §3.1).
    package func authorizeDevice(
        _ request: DeviceAuthorizationRequest, authorization: String?, from address: String
    ) async throws(OAuthError) -> DeviceAuthorizationResponse {
        try await noting("device.refused", from: address) { () throws(OAuthError) in
            try await deviceEndpoint.begin(request, authorization: authorization, from: address)
        }
    }

    /// Begins a device authorization for a session of a person at an application; `POST /user_management/authenticate`
    /// is where the device asks for it.
    package func authorizeDeviceForSession(
        clientID: String, from address: String
    ) async throws(OAuthError) -> DeviceAuthorizationResponse {
        try await noting("device.refused", from: address) { () throws(OAuthError) in
            try await deviceEndpoint.beginSession(clientID: clientID, from: address)
        }
    }

    /// Claims about the person whose token this is (OpenID Connect Core 1.0 §5.3).
    package func userInfo(_ token: Secret, from address: String) async throws(OAuthError) -> JSONValue {
        try await noting("userinfo.refused", from: address) { () throws(OAuthError) in
            try await userInfoEndpoint.respond(to: token)
        }
    }

    /// Registers a client (RFC 7591 §3).
    package func register(_ metadata: JSONValue, from address: String) async throws(OAuthError) -> JSONValue {
        try await noting("registration.refused", from: address) { () throws(OAuthError) in
            try await registrationEndpoint.register(metadata, from: address)
        }
    }

    /// Reads a registration (RFC 7592 §2.1).
    package func registration(
        clientID: String, token: Secret?, from address: String
    ) async throws(OAuthError) -> JSONValue {
        try await noting("registration.refused", from: address) { () throws(OAuthError) in
            try await registrationEndpoint.read(clientID: clientID, token: token)
        }
    }

    /// Replaces a registration (RFC 7592 §2.2).
    package func updateRegistration(
        clientID: String, token: Secret?, _ metadata: JSONValue, from address: String
    ) async throws(OAuthError) -> JSONValue {
        try await noting("registration.refused", from: address) { () throws(OAuthError) in
            try await registrationEndpoint.update(clientID: clientID, token: token, metadata, from: address)
        }
    }

    /// Removes a registration (RFC 7592 §2.3).
    package func deleteRegistration(
        clientID: String, token: Secret?, from address: String
    ) async throws(OAuthError) {
        try await noting("registration.refused", from: address) { () throws(OAuthError) in
            try await registrationEndpoint.delete(clientID: clientID, token: token, from: address)
        }
    }

    /// Leaves an audit event of what is refused. Token requests leave their own, which know more.
    private func noting<Value>(
        _ action: String, from address: String, _ body: () async throws(OAuthError) -> Value
    ) async throws(OAuthError) -> Value {
        do throws(OAuthError) {
            return try await body()
        } catch {
            await audit.record(
                AuditEvent(
                    action: action, occurredAt: clock.now(), address: address, details: ["error": error.code.rawValue]))
            throw error
        }
    }

    /// The public keys of this server (RFC 7517 §5).
    /// - Parameter withCertificates: whether RSA keys have `x5c` and `x5t#S256` too.
    package func jsonWebKeySet(withCertificates: Bool = false) async throws(OAuthError) -> JSONValue {
        do {
            if withCertificates { return try await signingKeys.publishedWithCertificates() }
            return try await signingKeys.published().json
        } catch let error as StorageError {
            throw .unavailable(error)
        } catch {
            throw OAuthError(.serverError, "The signing keys are not available", detail: "\(error)")
        }
    }
}
