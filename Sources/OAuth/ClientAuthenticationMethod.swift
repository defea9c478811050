/// How a client shows who it is at the token endpoint (RFC 6749 §2.3, names from the IANA registry of RFC 7591 §4.2).
package enum ClientAuthenticationMethod: String, Sendable, Hashable, CaseIterable {
    /// A public client, which has nothing to show.
    case none
    case clientSecretBasic = "client_secret_basic"
    case clientSecretPost = "client_secret_post"
    /// A JWT that the client signed (RFC 7523 §2.2).
    case privateKeyJWT = "private_key_jwt"
}
