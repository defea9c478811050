import JSON
import OAuth

/// The three parts of a JWT in compact form (RFC 7519 §3), of which nothing has been verified.
struct CompactJWT: Sendable {
    let header: JSONObject
    let claims: JSONObject
    let signature: [UInt8]
    /// What the signature is over.
    private let signingInput: String

    init?(_ token: Secret) {
        // Revealed to be taken apart; the parts stay in the context.
        let parts = token.revealed().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = CompactJWT.object(parts[0]), let claims = CompactJWT.object(parts[1]),
            let signature = Base64.decode(parts[2], .url)
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signingInput = "\(parts[0]).\(parts[1])"
    }

    private static func object(_ part: String) -> JSONObject? {
        guard let bytes = Base64.decode(part, .url) else { return nil }
        return (try? JSONParser.parse(bytes))?.object
    }

    /// The audiences (RFC 7519 §4.1.3: one string or several).
    var audiences: [String] { claims["aud"]?.strings ?? claims["aud"]?.string.map { [$0] } ?? [] }

    /// The same token with one byte of its signature changed; `nil` when it has none.
    var withChangedSignature: Secret? {
        guard !signature.isEmpty else { return nil }
        var changed = signature
        changed[changed.count / 2] ^= 0x01
        return Secret("\(signingInput).\(Base64.encode(changed, .url))")
    }
}
