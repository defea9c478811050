/// The first look at an authorization request (RFC 6749 §4.1.1): enough to decide whether an error may be redirected.
package struct AuthorizationParameters: Sendable {
    package let clientID: String?
    /// As sent.
    package let redirectURI: String?
    /// As sent; it goes back as it came.
    package let state: String?
    /// Every parameter, or what is wrong with one that does not matter for where an answer goes.
    let parameters: Result<RequestParameters, OAuthError>

    /// The parameters that are read; all others are ignored (RFC 6749 §3.1).
    package static let names: Set<String> = [
        "response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "resource", "code_challenge",
        "code_challenge_method", "nonce", "prompt", "max_age", "login_hint", "request", "request_uri", "registration",
    ]

    /// The longest query that is read, in bytes.
    package static let longestQuery = 16 * 1024

    /// - Throws: `invalid_request` when the client or the redirect URI stands twice or has a control character: then nobody
    ///   can say where an answer should go. What is wrong with another parameter is thrown by `AuthorizationRequest`.
    package init(_ pairs: [(name: String, value: String)]) throws(OAuthError) {
        let address = try RequestParameters(pairs, names: ["client_id", "redirect_uri"])
        clientID = address["client_id"]
        redirectURI = address["redirect_uri"]
        state = (try? RequestParameters(pairs, names: ["state"]))?["state"]
        do throws(OAuthError) {
            parameters = .success(try RequestParameters(pairs, names: AuthorizationParameters.names))
        } catch {
            parameters = .failure(error)
        }
    }

    /// Reads the query of a request, without its `?`.
    /// - Throws: `invalid_request` also when it is too long or an escape is broken.
    package static func parse(query: String) throws(OAuthError) -> AuthorizationParameters {
        guard query.utf8.count <= longestQuery else {
            throw OAuthError(.invalidRequest, "The query is longer than \(longestQuery) bytes")
        }
        guard let pairs = FormURLEncoded.parse(query.utf8) else {
            throw OAuthError(.invalidRequest, "The query has a % that is no escape, or is not UTF-8")
        }
        return try AuthorizationParameters(pairs)
    }
}
