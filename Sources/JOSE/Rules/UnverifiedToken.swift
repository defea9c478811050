package import JSON
internal import OAuth

/// A JWT whose signature nobody has checked: good for choosing a key and an issuer, for nothing else.
package struct UnverifiedToken: Sendable {
    package let header: JSONObject
    package let claims: JSONObject
    /// What the signature is over: the first two parts, with their dot.
    let signedBytes: ArraySlice<UInt8>
    let signature: [UInt8]

    /// The longest token that is read, in bytes.
    package static let maximumLength = 16 * 1024

    /// Takes a token apart; `nil` when it is not a compact JWS with JSON objects as header and payload
    /// (RFC 7515 §7.1, RFC 7519 §7.2).
    package init?(compact text: some Collection<UInt8>) {
        guard text.count <= UnverifiedToken.maximumLength else { return nil }
        let bytes = Array(text)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3,
            let header = UnverifiedToken.object(parts[0]), let claims = UnverifiedToken.object(parts[1]),
            let signature = Base64.decode(parts[2], .url)
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signedBytes = bytes[..<parts[1].endIndex]
    }

    /// `alg`, as written.
    package var algorithmName: String? { header["alg"]?.string }
    /// `kid`.
    package var keyID: String? { header["kid"]?.string }
    /// `iss`, as claimed.
    package var claimedIssuer: String? { claims["iss"]?.string }

    private static func object(_ part: ArraySlice<UInt8>) -> JSONObject? {
        guard let bytes = Base64.decode(part, .url) else { return nil }
        return (try? JSONParser.parse(bytes, maximumDepth: 16))?.object
    }
}
