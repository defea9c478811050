internal import AuthorizationServer
internal import OAuth

/// A request to a sign-in page whose application and redirect URI are beyond doubt: from here on errors may go there.
struct HostedRequest: Sendable {
    let flow: HostedFlow
    let query: String
    let clientID: String
    let redirectURI: RedirectURI
    /// As it was sent.
    let redirectText: String
    let state: String?
    private let values: [String: String]
    /// Whether nothing stands twice.
    private let isClear: Bool

    /// - Throws: what must be shown here, because the application or the redirect URI is in doubt (RFC 6749 §4.1.2.1).
    init(_ flow: HostedFlow, query: String, _ context: EmulatorContext) async throws(APIError) {
        guard let pairs = FormURLEncoded.parse(query.utf8) else {
            throw .oauth(.badRequest, "invalid_request", "The query is not validly encoded.")
        }
        var values: [String: String] = [:]
        var twice: Set<String> = []
        for (name, value) in pairs where !value.isEmpty {
            if values.updateValue(value, forKey: name) != nil { twice.insert(name) }
        }
        self.flow = flow
        self.query = query
        clientID = try HostedRequest.required("client_id", values, twice)
        guard SigningInApplication.isKnown(clientID, context) else {
            throw .oauth(.badRequest, "invalid_client", "There is no application with this client_id.")
        }
        redirectText = try HostedRequest.required("redirect_uri", values, twice)
        redirectURI = try await RedirectPolicy.check(redirectText, context)
        state = twice.contains("state") ? nil : values["state"]
        self.values = values
        isClear = twice.allSatisfy { $0.hasSuffix("[]") || $0 == "provider_scopes" }
    }

    private static func required(
        _ name: String, _ values: [String: String], _ twice: Set<String>
    ) throws(APIError) -> String {
        guard let value = values[name], !twice.contains(name), !value.utf8.contains(0) else {
            throw .oauth(.badRequest, "invalid_request", "\(name) is missing or stands twice.")
        }
        return value
    }

    subscript(name: String) -> String? { values[name] }

    var interaction: Interaction { .hosted(flow, query: query) }

    /// The challenge of PKCE, when the application sent one.
    var codeChallenge: String? { values["code_challenge"] }

    /// Whether nothing may be shown.
    var isSilent: Bool { values["prompt"] == "none" }

    var freshness: SignInFreshness {
        SignInFreshness(
            needsNewSignIn: ["login", "select_account"].contains(values["prompt"]),
            maxAge: values["max_age"].flatMap { Int64($0) })
    }

    /// - Throws: what is wrong with the rest of the request.
    func check() throws(APIError) {
        guard isClear else { throw .oauth(.badRequest, "invalid_request", "A parameter stands twice.") }
        guard values.values.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .oauth(.badRequest, "invalid_request", "A parameter has a NUL character.")
        }
        guard values["response_type"] == "code" else {
            throw .oauth(.badRequest, "unsupported_response_type", "response_type must be code.")
        }
        guard let challenge = codeChallenge else { return }
        guard values["code_challenge_method"] == PKCE.method, PKCE.isCodeChallenge(challenge) else {
            throw .oauth(
                .badRequest, "invalid_request",
                "code_challenge must be a SHA-256 as base64url, with code_challenge_method S256.")
        }
    }

    // MARK: - Answers

    func success(_ code: Secret) -> String {
        // It goes to the application that asked and nowhere else.
        AuthorizationResponse.uri(redirectText, [("code", code.revealed()), ("state", state)])
    }

    func failure(_ error: APIError) -> String {
        AuthorizationResponse.uri(
            redirectText,
            [
                ("error", error.code ?? "server_error"), ("error_description", ErrorText.ascii(error.message)),
                ("state", state),
            ])
    }
}
