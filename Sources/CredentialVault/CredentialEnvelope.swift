package import Encryption
package import OAuth
package import Storage

/// How a credential's secrets are encrypted: under a data key of the row's own, bound to everything that says where
/// they may be sent. A blob that is moved to another row, or whose token endpoint was exchanged, does not open.
package struct CredentialEnvelope: Sendable {
    private let keyring: Keyring?
    private let random: any RandomSource

    package init(keyring: Keyring?, random: any RandomSource) {
        self.keyring = keyring
        self.random = random
    }

    /// - Throws: `encryptionKeyMissing` without a keyring.
    package func seal(
        _ deposit: Deposit, owner: CredentialOwner, at now: Timestamp
    ) throws(VaultError) -> Credential {
        let keyring = try requireKeyring()
        let key = keyring.first
        let dataKey = DataKey(random: random)
        var credential = Credential(
            id: UUIDGenerator(random: random).next(), owner: owner, keyEncryptionKeyID: key.identifier,
            wrappedDataKey: [], refreshToken: [], clientSecret: nil, tokenEndpoint: deposit.tokenEndpoint.text,
            clientID: deposit.clientID, authenticationMethod: deposit.authenticationMethod?.rawValue,
            scopes: deposit.scopes, clientSecretExpiresAt: deposit.clientSecretExpiresAt, createdAt: now,
            updatedAt: now)
        do throws(EncryptionError) {
            let context = CredentialEnvelope.context(of: credential)
            credential.wrappedDataKey = try key.wrap(dataKey, row: credential.id, random: random)
            credential.refreshToken = try dataKey.seal(
                deposit.refreshToken, label: Label.refreshToken, context: context, random: random)
            if let secret = deposit.clientSecret {
                credential.clientSecret = try dataKey.seal(
                    secret, label: Label.clientSecret, context: context, random: random)
            }
        } catch {
            throw VaultError(.unavailable, "The credential could not be encrypted", detail: error.reason)
        }
        return credential
    }

    /// The secrets of a credential.
    /// - Throws: `encryptionKeyMissing` without the row's key; `unavailable` when the row was tampered with.
    package func open(_ credential: Credential) throws(VaultError) -> (refreshToken: Secret, clientSecret: Secret?) {
        let keyring = try requireKeyring()
        do throws(EncryptionError) {
            let context = CredentialEnvelope.context(of: credential)
            let dataKey = try keyring.key(credential.keyEncryptionKeyID)
                .unwrap(credential.wrappedDataKey, row: credential.id)
            let refreshToken = try dataKey.open(
                credential.refreshToken, label: Label.refreshToken, context: context)
            guard let ciphertext = credential.clientSecret else { return (refreshToken, nil) }
            return (refreshToken, try dataKey.open(ciphertext, label: Label.clientSecret, context: context))
        } catch {
            let code: VaultError.Code = error.code == .unknownKey ? .encryptionKeyMissing : .unavailable
            throw VaultError(code, "The credential could not be decrypted", detail: error.reason)
        }
    }

    private func requireKeyring() throws(VaultError) -> Keyring {
        guard let keyring else {
            throw VaultError(
                .encryptionKeyMissing, "The vault has no encryption key; set CLAVIGER_ENCRYPTION_KEYS on the server")
        }
        return keyring
    }

    private enum Label {
        static let refreshToken = "refresh token"
        static let clientSecret = "client secret"
    }

    private static func context(of credential: Credential) -> AssociatedData {
        var context = AssociatedData([
            credential.owner.issuer, credential.owner.user, credential.owner.server, credential.id,
            credential.tokenEndpoint,
        ])
        context.append(optional: credential.clientID)
        context.append(optional: credential.authenticationMethod)
        return context
    }
}
