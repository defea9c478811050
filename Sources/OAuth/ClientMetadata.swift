package import JSON

/// What a client says of itself when it registers (RFC 7591 §2).
package struct ClientMetadata: Sendable, Equatable {
    package var redirectURIs: [RedirectURI] = []
    package var tokenEndpointAuthMethod: ClientAuthenticationMethod?
    package var grantTypes: [GrantType]?
    package var responseTypes: [String]?
    package var clientName: String?
    package var clientURI: String?
    package var logoURI: String?
    package var termsOfServiceURI: String?
    package var policyURI: String?
    package var contacts: [String] = []
    package var scope: ScopeSet?
    /// Public keys, as a JSON Web Key Set.
    package var jwks: JSONValue?
    /// Never beside `jwks`.
    package var jwksURI: HTTPURL?
    package var softwareID: String?
    package var softwareVersion: String?
    package var applicationType: ApplicationType?

    package init() {}

    /// Reads the metadata of a stranger; members that are not known here, and names in other languages, are ignored. An
    /// empty value or `null` counts as omitted (RFC 7592 §2.2).
    ///
    /// `application_type`, where it is absent, follows from the redirect URIs: native with a scheme of the application's own
    /// or `http` on loopback, which desktop clients register without saying what they are; else web.
    /// - Throws: `invalid_redirect_uri` for a redirect URI that will not do, `invalid_client_metadata` for everything else.
    package init(json: JSONValue) throws(OAuthError) {
        guard let object = json.object else {
            throw OAuthError(.invalidClientMetadata, "Client metadata must be a JSON object")
        }
        let members = ClientMetadataMembers(object: object)
        let statedType = try members.applicationType()
        redirectURIs = try members.redirectURIs(applicationType: statedType ?? .native)
        let isNative = redirectURIs.contains { $0.isPrivateUse || $0.isLoopbackHTTP }
        applicationType = statedType ?? (isNative ? .native : .web)
        tokenEndpointAuthMethod = try members.authenticationMethod()
        grantTypes = try members.list("grant_types")?.map { GrantType(rawValue: $0) }
        responseTypes = try members.list("response_types")
        clientName = try members.text("client_name")
        clientURI = try members.url("client_uri")?.text
        logoURI = try members.url("logo_uri")?.text
        termsOfServiceURI = try members.url("tos_uri")?.text
        policyURI = try members.url("policy_uri")?.text
        contacts = try members.list("contacts") ?? []
        scope = try members.scope()
        jwks = try members.keys()
        jwksURI = try members.url("jwks_uri")
        softwareID = try members.text("software_id")
        softwareVersion = try members.text("software_version")
        guard jwks == nil || jwksURI == nil else {
            throw OAuthError(.invalidClientMetadata, "jwks and jwks_uri must not stand together")
        }
    }

    /// The members that are set.
    package var json: JSONObject {
        var object = JSONObject()
        if !redirectURIs.isEmpty { object["redirect_uris"] = .strings(redirectURIs.map(\.text)) }
        object["token_endpoint_auth_method"] = tokenEndpointAuthMethod.map { .string($0.rawValue) }
        object["grant_types"] = grantTypes.map { .strings($0.map(\.rawValue)) }
        object["response_types"] = responseTypes.map { .strings($0) }
        object["client_name"] = clientName.map(JSONValue.string)
        object["client_uri"] = clientURI.map(JSONValue.string)
        object["logo_uri"] = logoURI.map(JSONValue.string)
        object["tos_uri"] = termsOfServiceURI.map(JSONValue.string)
        object["policy_uri"] = policyURI.map(JSONValue.string)
        if !contacts.isEmpty { object["contacts"] = .strings(contacts) }
        object["scope"] = scope.map { .string($0.parameter) }
        object["jwks"] = jwks
        object["jwks_uri"] = jwksURI.map { .string($0.text) }
        object["software_id"] = softwareID.map(JSONValue.string)
        object["software_version"] = softwareVersion.map(JSONValue.string)
        object["application_type"] = applicationType.map { .string($0.rawValue) }
        return object
    }
}
