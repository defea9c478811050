/// How a client showed who it is, before anybody checked it (RFC 6749 §2.3).
package enum PresentedClient: Sendable, Equatable {
    /// Basic authentication, or `client_id` and `client_secret` in the body.
    case secret(ClientCredentials)
    /// A JWT (RFC 7523 §2.2); without a `client_id` the client is the JWT's `sub`.
    case assertion(Secret, clientID: String?)
    /// Nothing but a `client_id`: only a public client may.
    case publicClient(clientID: String)
}
