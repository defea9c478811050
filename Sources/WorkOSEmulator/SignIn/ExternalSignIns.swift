package import AuthorizationServer
internal import JSON
package import OAuth
package import Storage

/// Signing in at an application of one's own, in the place of this server's page: the browser is sent there with an
/// identifier, the application says who signed in, and the browser comes back.
enum ExternalSignIns {
    static let operations = [Operation(.post, "/authkit/oauth2/complete", complete)]

    static let continuePath = "/oauth2/authorize/complete"
    private static let kind = "external_sign_in"
    /// Seconds.
    private static let lifetime: Int64 = 600

    /// Begins one.
    /// - Parameters:
    ///   - query: the authorization request that it is for.
    ///   - browserKey: no other browser can go on with it.
    static func begin(
        query: String, browserKey: SecretHash, _ context: EmulatorContext
    ) async throws(APIError) -> String {
        let now = context.clock.now()
        let resource = Resource(
            id: context.identifiers.next("ext_auth_"), kind: kind,
            hidden: ["query": .string(query), "browser": .string(ResourceKey.hash(browserKey).value)],
            expiresAt: now.adding(seconds: lifetime), createdAt: now)
        try await context.commit([.insert(resource)], using: nil)
        return resource.id
    }

    /// The application says who signed in.
    @Sendable
    private static func complete(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer
    {
        guard let id = request.body["external_auth_id"]?.string, !id.isEmpty else {
            throw .invalid("external_auth_id", "required", "external_auth_id is required.")
        }
        guard let person = request.body["user"]?.object else {
            throw .invalid("user", "required", "user is required.")
        }
        if let options = request.body["user_consent_options"]?.array, !options.isEmpty {
            throw APIError(
                .badRequest, "user_consent_options_not_supported", "user_consent_options are not emulated.")
        }
        let found = try await find(id, context)
        guard found.hiddenText("user_id") == nil else { throw completed }
        let token = context.random.token()
        do throws(APIError) {
            try await ExternalPeople.keep(person, context) { user async throws(APIError) in
                var changed = try await find(id, context)
                guard changed.hiddenText("user_id") == nil else { throw completed }
                changed.hidden["user_id"] = .string(user)
                changed.uniqueKeys = [.hash(SecretHash(token))]
                return .replace(changed)
            }
        } catch {
            // Another request may have been faster.
            guard try await find(id, context).hiddenText("user_id") == nil else { throw completed }
            throw error
        }
        // For the browser of the person, by way of the application that vouches for them.
        let location = "\(context.configuration.url(continuePath))?token=\(token.revealed())"
        return APIAnswer(["redirect_uri": .string(location)])
    }

    /// The browser is back; the sign-in is used up.
    /// - Returns: the authorization request, and who signed in.
    static func finish(
        token: String, browserKey: SecretHash, _ context: EmulatorContext
    ) async throws(APIError) -> (query: String, user: User) {
        let key = ResourceKey.hash(SecretHash(Secret(token)))
        let found = try await stored { try await context.store.resource(kind: kind, key: key) }
        guard let found, let expiresAt = found.expiresAt, context.clock.now() < expiresAt,
            let query = found.hiddenText("query"), let userID = found.hiddenText("user_id"),
            let user = try await stored({ try await context.store.user(id: userID) })
        else { throw unknown }
        guard
            found.hiddenText("browser").map({ constantTimeEqual($0.utf8, ResourceKey.hash(browserKey).value.utf8) })
                == true
        else {
            throw APIError(
                .forbidden, "access_denied", "The sign-in was begun in another browser. Begin again in this one.")
        }
        let use = OneTime(refusal: unknown) { _ in
            .delete(id: found.id, kind: found.kind, version: found.version)
        }
        try await context.commit([], using: use)
        return (query, user)
    }

    private static func find(_ id: String, _ context: EmulatorContext) async throws(APIError) -> Resource {
        let found = try await stored { try await context.store.resource(id: id, kind: kind) }
        guard let found, let expiresAt = found.expiresAt, context.clock.now() < expiresAt else {
            throw .notFound("External auth session", id)
        }
        return found
    }

    private static let unknown = APIError(
        .badRequest, "invalid_request", "The sign-in is unknown, has expired or was used. Begin again.")

    private static let completed = APIError(
        .badRequest, "external_auth_session_already_completed", "This external sign-in was completed already.")
}

extension HostedPages {
    package func externalSignIn(
        query: String, browserKey: SecretHash, from address: String
    ) async throws(OAuthError) -> String? {
        do throws(APIError) {
            guard let loginURI = try await loginURI(query) else { return nil }
            // It leaves something in the database, whoever asks for it.
            do throws(SignInFailure) { try context.server.countVisit(from: address) } catch { throw APIError(error) }
            let id = try await ExternalSignIns.begin(query: query, browserKey: browserKey, context)
            return AuthorizationResponse.uri(loginURI, [("external_auth_id", id)])
        } catch {
            throw error.oauthError
        }
    }

    /// The application's own page, or else the environment's.
    private func loginURI(_ query: String) async throws(APIError) -> String? {
        if let clientID = values(of: query)["client_id"],
            let client = try await stored({ try await context.store.client(id: clientID) }),
            let own = try await ApplicationSettings.of(client, context).loginURI
        {
            return own
        }
        return context.configuration.loginURI?.text
    }

    package func continueExternalSignIn(
        query: String, browserKey: SecretHash, browser: Browser
    ) async throws(OAuthError) -> (interaction: Interaction, session: NewSession) {
        let signedIn: (query: String, user: User)
        do throws(APIError) {
            signedIn = try await ExternalSignIns.finish(
                token: values(of: query)["token"] ?? "", browserKey: browserKey, context)
        } catch {
            throw error.oauthError
        }
        let interaction = Interaction.authorize(query: signedIn.query)
        do throws(APIError) {
            let visitor = Visitor(browser: browser, context: context)
            return (
                interaction,
                try await visitor.establish(signedIn.user, .external, hasSecondFactor: false, for: interaction)
            )
        } catch {
            throw error.oauthError
        }
    }
}
