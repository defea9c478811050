/// The bearer token of a request, before anybody checked it.
package enum PresentedBearer {
    /// Reads the value of an `Authorization` header (RFC 6750 §2.1): the scheme in whatever case, and a `b64token`.
    /// - Returns: `nil` when there is no header, or one of another scheme: such a caller is told nothing of an error
    ///   (RFC 6750 §3.1).
    /// - Throws: `invalid_request` when the header is malformed.
    package static func token(authorization: String?) throws(OAuthError) -> Secret? {
        guard let authorization else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard let scheme = parts.first, !authorization.hasPrefix(" "), scheme.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw OAuthError(.invalidRequest, "The Authorization header must be Bearer and a token")
        }
        guard scheme.lowercased() == "bearer" else { return nil }
        guard parts.count == 2 else {
            throw OAuthError(.invalidRequest, "The Authorization header must be Bearer and a token")
        }
        let token = Array(parts[1].utf8).drop { $0 == 0x20 }
        let symbols = token.prefix(while: isSymbol)
        guard !symbols.isEmpty, token[symbols.endIndex...].allSatisfy({ $0 == UInt8(ascii: "=") }) else {
            throw OAuthError(.invalidRequest, "The bearer token has a character that RFC 6750 does not allow")
        }
        return Secret(token)
    }

    private static func isSymbol(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || "-._~+/".utf8.contains(byte)
    }
}
