internal import JSON
internal import OAuth
internal import Storage

extension Client {
    /// The grants that a client may take part in that nobody but itself vouches for. Client credentials are not among
    /// them: a stranger would get tokens that no person consented to.
    static let grantsForStrangers: [GrantType] = [.authorizationCode, .refreshToken, .deviceCode]

    /// A client by what it says about itself (RFC 7591 §2). What it asks for and cannot have is left out (§3.2.1).
    /// - Throws: `invalid_client_metadata` when nothing usable is left, or parts contradict each other.
    init(
        _ metadata: ClientMetadata, id: String, clientID: String, registration: Registration,
        configuration: AuthorizationServerConfiguration, at now: Timestamp
    ) throws(OAuthError) {
        let asked = metadata.grantTypes ?? [.authorizationCode]
        let grantTypes = Client.grantsForStrangers.filter(asked.contains)
        guard grantTypes.contains(.authorizationCode) || grantTypes.contains(.deviceCode) else {
            throw OAuthError(
                .invalidClientMetadata,
                "grant_types must have authorization_code or \(GrantType.deviceCode.rawValue); clients that register "
                    + "themselves get no others, except refresh_token beside them")
        }
        if grantTypes.contains(.authorizationCode) {
            guard !metadata.redirectURIs.isEmpty else {
                throw OAuthError(.invalidRedirectURI, "redirect_uris is missing; list at least one")
            }
            guard metadata.responseTypes?.contains("code") ?? true else {
                throw OAuthError(.invalidClientMetadata, "response_types must have code")
            }
        }
        let method = metadata.tokenEndpointAuthMethod ?? (registration == .dynamic ? .clientSecretBasic : .none)
        var keys: Keys?
        if let jwks = metadata.jwks { keys = .inline(jwks.serializedString()) }
        if let url = metadata.jwksURI { keys = .url(url.text) }
        guard method != .privateKeyJWT || keys != nil else {
            throw OAuthError(.invalidClientMetadata, "private_key_jwt needs jwks or jwks_uri")
        }
        let supported = configuration.supportedScopes
        let scopes = metadata.scope.map { $0.values.filter(supported.contains) } ?? []
        self.init(
            id: id, clientID: clientID, kind: .application, registration: registration,
            name: metadata.clientName ?? Client.name(of: metadata, clientID: clientID), organizationID: nil,
            scopes: ScopeSet(validating: scopes) ?? .none, authenticationMethods: [method],
            grantTypes: Set(grantTypes), redirectURIs: metadata.redirectURIs,
            applicationType: metadata.applicationType ?? .web, keys: keys, information: ClientInformation(metadata),
            createdAt: now)
    }

    private static func name(of metadata: ClientMetadata, clientID: String) -> String {
        metadata.redirectURIs.first?.displayHost ?? clientID
    }
}

extension ClientInformation {
    init(_ metadata: ClientMetadata) {
        self.init()
        clientURI = metadata.clientURI
        logoURI = metadata.logoURI
        termsOfServiceURI = metadata.termsOfServiceURI
        policyURI = metadata.policyURI
        contacts = metadata.contacts
        softwareID = metadata.softwareID
        softwareVersion = metadata.softwareVersion
    }
}
