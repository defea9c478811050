/// A client's identifier and secret, as a request showed them.
package struct ClientCredentials: Sendable, Equatable {
    package var clientID: String
    package var secret: Secret
    package var method: ClientAuthenticationMethod

    package init(clientID: String, secret: Secret, method: ClientAuthenticationMethod) {
        self.clientID = clientID
        self.secret = secret
        self.method = method
    }
}

extension ClientCredentials {
    /// Reads the value of an `Authorization` header of the scheme `Basic` (RFC 7617 §2), both halves of which are
    /// form-encoded (RFC 6749 §2.3.1: `+` is a space).
    /// - Returns: `nil` when the header is of another scheme.
    /// - Throws: `invalid_client` when the header is of this scheme and malformed.
    package static func basic(_ header: String) throws(OAuthError) -> ClientCredentials? {
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].lowercased() == "basic" else { return nil }
        let malformed = OAuthError(
            .invalidClient,
            "The Authorization header is not valid Basic authentication: base64 of client_id:client_secret, both "
                + "form-encoded")
        guard parts.count == 2, let bytes = Base64.decode(Array(trimming(parts[1]).utf8), .standard),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let clientID = FormURLEncoded.decodeComponent(bytes[..<colon]),
            let secret = FormURLEncoded.decodeComponent(bytes[(colon + 1)...]), !clientID.isEmpty,
            !hasControlCharacter(clientID), !hasControlCharacter(secret)
        else { throw malformed }
        return ClientCredentials(clientID: clientID, secret: Secret(secret), method: .clientSecretBasic)
    }

    /// RFC 6749 appendix A.1 and A.2 have none.
    private static func hasControlCharacter(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }

    private static func trimming(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
