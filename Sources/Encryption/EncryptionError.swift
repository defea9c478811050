/// Why something could not be sealed or opened. Equal when the codes are.
package struct EncryptionError: Error, Sendable, Equatable {
    package enum Code: Sendable, Hashable {
        /// The text of a keyring is not `id:base64,…`.
        case malformedKeyring
        /// The keyring has no key of that identifier.
        case unknownKey
        /// The bytes were altered, stand in another place than they were made for, or belong to another key.
        case notAuthentic
        /// The bytes are of a format that this version does not read.
        case unknownFormat
    }

    package var code: Code
    /// What was wrong; names keys by their identifier, and never holds key material.
    package var reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    package static func == (left: EncryptionError, right: EncryptionError) -> Bool { left.code == right.code }
}
