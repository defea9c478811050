/// Why the vault did not do what it was asked. Equal when the codes are.
package struct VaultError: Error, Sendable, Equatable {
    package enum Code: Sendable, Hashable {
        /// The body is not what the operation takes.
        case invalidRequest
        /// No token, or one that does not name a user of this vault.
        case unauthorized
        /// There is no key to encrypt or decrypt with.
        case encryptionKeyMissing
        /// Storage, or the users' issuer, cannot be reached at the moment.
        case unavailable
    }

    package var code: Code
    /// For the caller: what was wrong, where, and the mend.
    package var description: String
    /// For the log.
    package var detail: String?

    package init(_ code: Code, _ description: String, detail: String? = nil) {
        self.code = code
        self.description = description
        self.detail = detail
    }

    package static func == (left: VaultError, right: VaultError) -> Bool { left.code == right.code }
}
