extension TokenRequest {
    /// What a token is exchanged for another one with (RFC 8693 §2.1).
    package struct TokenExchange: Sendable {
        package var subjectToken: Secret
        package var subjectTokenType: String
        package var actorToken: Secret?
        /// Present when there is an actor token.
        package var actorTokenType: String?
        package var requestedTokenType: String?
        /// Each time that it was sent.
        package var audiences: [String]

        /// - Throws: `invalid_request` when a token is without its type, or the type of the actor's without the token.
        init(_ parameters: RequestParameters) throws(OAuthError) {
            subjectToken = try parameters.requiredSecret("subject_token")
            subjectTokenType = try parameters.required("subject_token_type")
            actorToken = parameters.secret("actor_token")
            actorTokenType = parameters["actor_token_type"]
            guard (actorToken == nil) == (actorTokenType == nil) else {
                throw OAuthError(.invalidRequest, "actor_token and actor_token_type go together")
            }
            requestedTokenType = parameters["requested_token_type"]
            audiences = parameters.all("audience")
        }
    }
}
