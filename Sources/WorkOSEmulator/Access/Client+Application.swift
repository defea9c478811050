internal import JSON
internal import OAuth
internal import Storage

// Clients as Connect applications.
extension Client {
    /// Decides how it authenticates and which grants it may use, by its kind, its keys and whether it has a secret.
    mutating func setUp(isPublic: Bool, hasSecret: Bool = true) {
        authenticationMethods = [.clientSecretBasic, .clientSecretPost]
        if isPublic { authenticationMethods = [.none] }
        if keys != nil {
            authenticationMethods = hasSecret ? authenticationMethods.union([.privateKeyJWT]) : [.privateKeyJWT]
        }
        switch kind {
        case .machine: grantTypes = [.clientCredentials]
        case .application:
            grantTypes = [.authorizationCode, .refreshToken, .deviceCode]
            if !isPublic { grantTypes.insert(.jwtBearer) }
        }
    }

    mutating func setRedirectURIs(_ uris: [RedirectURI]) {
        redirectURIs = uris
        applicationType = uris.contains { $0.isLoopback || $0.isPrivateUse } ? .native : .web
    }

    /// The application as the API shows it.
    func applicationJSON(_ settings: ApplicationSettings) -> JSONObject {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        var json: JSONObject = [
            "object": .string(ResourceType.connectApplication.object), "id": .string(id),
            "client_id": .string(clientID), "name": .string(name), "description": text(description),
            "scopes": .strings(scopes.values), "application_type": .string(kind.rawValue),
        ]
        switch kind {
        case .machine:
            json["organization_id"] = text(organizationID)
            json["audience"] = text(audience)
        case .application:
            json["redirect_uris"] = .array(
                redirectURIs.enumerated().map { ["uri": .string($1.text), "default": .bool($0 == 0)] })
            json["cors_origins"] = .strings(settings.corsOrigins)
            json["uses_pkce"] = .bool(isPublic)
            json["is_first_party"] = .bool(isFirstParty)
            if let loginURI = settings.loginURI { json["login_uri"] = .string(loginURI) }
            if !isFirstParty {
                let isDynamic = registration != .configured
                json["was_dynamically_registered"] = .bool(isDynamic)
                // A seed file's may belong to nobody.
                if !isDynamic { json["organization_id"] = organizationID.map(JSONValue.string) }
            }
        }
        json["created_at"] = .string(createdAt.rfc3339)
        json["updated_at"] = .string(updatedAt.rfc3339)
        return json
    }
}
