extension AuthorizationRequest {
    /// The kinds of request that this server answers.
    static func checkSupport(_ parameters: RequestParameters) throws(OAuthError) {
        // OpenID Connect Core 1.0 §6.1, §6.2 and §7.2.1: what is not supported has a code of its own.
        if parameters["request"] != nil {
            throw OAuthError(.requestNotSupported, "Send the parameters themselves in place of request")
        }
        if parameters["request_uri"] != nil {
            throw OAuthError(.requestURINotSupported, "Send the parameters themselves in place of request_uri")
        }
        if parameters["registration"] != nil {
            throw OAuthError(.registrationNotSupported, "Register at the registration endpoint")
        }
        guard try parameters.required("response_type") == "code" else {
            throw OAuthError(.unsupportedResponseType, "response_type must be code")
        }
        guard parameters["response_mode"].map({ $0 == "query" }) ?? true else {
            throw OAuthError(.invalidRequest, "response_mode must be query, which is the default")
        }
    }

    /// OAuth 2.1: every request has a challenge, and `plain`, which an absent method means (RFC 7636 §4.3), hides nothing.
    static func codeChallenge(_ parameters: RequestParameters) throws(OAuthError) -> String {
        guard let challenge = parameters["code_challenge"] else {
            throw OAuthError(
                .invalidRequest, "code_challenge is missing: PKCE (RFC 7636) is required, with the method S256")
        }
        guard let method = parameters["code_challenge_method"] else {
            throw OAuthError(
                .invalidRequest, "code_challenge_method is missing, which means plain: send code_challenge_method=S256")
        }
        guard method == PKCE.method else {
            throw OAuthError(
                .invalidRequest, "This code_challenge_method is not supported: send code_challenge_method=S256")
        }
        guard PKCE.isCodeChallenge(challenge) else {
            throw OAuthError(
                .invalidRequest, "code_challenge must be the SHA-256 of the verifier as base64url, 43 characters")
        }
        return challenge
    }

    /// RFC 8707 §2.
    static func resources(_ parameters: RequestParameters) throws(OAuthError) -> [String] {
        let resources = parameters.all("resource")
        guard resources.count <= mostResources else {
            throw OAuthError(.invalidTarget, "A request may name \(mostResources) resources at most")
        }
        return resources
    }

    /// OpenID Connect Core 1.0 §3.1.2.1: a list with spaces; values that are not known are ignored.
    static func prompt(_ parameters: RequestParameters) throws(OAuthError) -> Set<Prompt> {
        let values = Set((parameters["prompt"] ?? "").split(separator: " "))
        guard values.count < 2 || !values.contains("none") else {
            throw OAuthError(.invalidRequest, "prompt=none must stand alone")
        }
        return Set(values.compactMap { Prompt(rawValue: String($0)) })
    }

    /// A number of seconds, in digits.
    static func maxAge(_ parameters: RequestParameters) throws(OAuthError) -> Int64? {
        guard let text = parameters["max_age"] else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(text) else {
            throw OAuthError(.invalidRequest, "max_age must be a number of seconds")
        }
        return seconds
    }

    static func text(_ name: String, _ parameters: RequestParameters) throws(OAuthError) -> String? {
        guard let text = parameters[name] else { return nil }
        guard text.utf8.count <= longestText else {
            throw OAuthError(.invalidRequest, "\(name) is longer than \(longestText) bytes")
        }
        return text
    }
}
