package import OAuth

/// Whose credential it is, and for which server.
package struct CredentialOwner: Sendable, Hashable {
    /// The issuer of the user's token.
    package var issuer: String
    package var user: String
    /// The caller's identifier of the MCP server.
    package var server: String

    package init(issuer: String, user: String, server: String) {
        self.issuer = issuer
        self.user = user
        self.server = server
    }
}

/// A credential at rest: its secrets are ciphertext.
package struct Credential: Sendable, Equatable {
    /// A UUID of ours, made before encryption: the ciphertexts are bound to it.
    package var id: String
    package var owner: CredentialOwner
    package var keyEncryptionKeyID: String
    package var wrappedDataKey: [UInt8]
    package var refreshToken: [UInt8]
    package var clientSecret: [UInt8]?
    package var tokenEndpoint: String
    package var clientID: String?
    package var authenticationMethod: String?
    package var scopes: String?
    package var clientSecretExpiresAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: String, owner: CredentialOwner, keyEncryptionKeyID: String, wrappedDataKey: [UInt8],
        refreshToken: [UInt8], clientSecret: [UInt8]?, tokenEndpoint: String, clientID: String?,
        authenticationMethod: String?, scopes: String?, clientSecretExpiresAt: Timestamp?, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.owner = owner
        self.keyEncryptionKeyID = keyEncryptionKeyID
        self.wrappedDataKey = wrappedDataKey
        self.refreshToken = refreshToken
        self.clientSecret = clientSecret
        self.tokenEndpoint = tokenEndpoint
        self.clientID = clientID
        self.authenticationMethod = authenticationMethod
        self.scopes = scopes
        self.clientSecretExpiresAt = clientSecretExpiresAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Keeps the vault's credentials, one per owner.
package protocol CredentialStore: Sendable {
    /// Puts the credential in the place of the owner's earlier one, whose `createdAt` stays. When this returns, the
    /// credential survives a crash of the process and of the machine.
    /// - Throws: `unstorableText` when the owner has a NUL; so do the other methods.
    func upsert(_ credential: Credential) async throws(StorageError)

    func credential(of owner: CredentialOwner) async throws(StorageError) -> Credential?

    /// Removes the owner's credential, as durably as `upsert` puts it there.
    /// - Returns: whether there was one.
    @discardableResult
    func deleteCredential(of owner: CredentialOwner) async throws(StorageError) -> Bool
}
