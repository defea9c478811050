/// The URI that a browser is sent to with the answer to an authorization request (RFC 6749 §4.1.2, §4.1.2.1, RFC 9207 §2).
package enum AuthorizationResponse {
    /// The parameters of an answer; a registered redirect URI has none of them.
    static let names: Set<String> = ["code", "state", "iss", "error", "error_description", "error_uri"]

    /// The redirect URI with a code, in clear: it goes to the client that asked and nowhere else.
    package static func success(redirectURI: String, code: Secret, state: String?, issuer: String) -> String {
        uri(redirectURI, [("code", code.revealed()), ("state", state), ("iss", issuer)])
    }

    /// The redirect URI with an error.
    package static func failure(redirectURI: String, error: OAuthError, state: String?, issuer: String) -> String {
        uri(
            redirectURI,
            [
                ("error", error.code.rawValue), ("error_description", ErrorText.ascii(error.description)),
                ("state", state), ("iss", issuer),
            ])
    }

    /// Adds to the query that the URI has (RFC 6749 §3.1.2).
    package static func uri(_ redirectURI: String, _ parameters: [(String, String?)]) -> String {
        let pairs = parameters.compactMap { name, value in value.map { (name, $0) } }
        // A space is %20 here: some who take an application's own scheme apart know no other spelling.
        let query = FormURLEncoded.serialize(pairs).split(separator: "+", omittingEmptySubsequences: false)
            .joined(separator: "%20")
        guard redirectURI.utf8.contains(UInt8(ascii: "?")) else { return "\(redirectURI)?\(query)" }
        let isOpen = redirectURI.hasSuffix("?") || redirectURI.hasSuffix("&")
        return redirectURI + (isOpen ? "" : "&") + query
    }
}
