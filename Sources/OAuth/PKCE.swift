/// Proof Key for Code Exchange (RFC 7636), with the method S256 only.
package enum PKCE {
    /// The one `code_challenge_method`.
    package static let method = "S256"

    /// Whether the text can be a challenge of the method S256 (§4.2): a SHA-256 as base64url.
    package static func isCodeChallenge(_ text: String) -> Bool {
        text.utf8.count == 43 && text.utf8.allSatisfy { isAlphanumeric($0) || "-_".utf8.contains($0) }
    }

    /// Whether the text can be a verifier (§4.1).
    package static func isCodeVerifier(_ text: String) -> Bool {
        (43...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "-._~".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
