/// The signature algorithms that this package makes and checks (RFC 7518 §3.1, RFC 8037 §3.1).
///
/// Only asymmetric ones: `none` and HMAC have no case, so no key set can be talked into them (RFC 8725 §2.1, §3.1).
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case es256 = "ES256"
    case edDSA = "EdDSA"
}
