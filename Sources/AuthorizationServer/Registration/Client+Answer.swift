internal import JSON
internal import OAuth
internal import Storage

extension Client {
    /// The registration as metadata (RFC 7591 §2).
    var metadata: ClientMetadata {
        var metadata = ClientMetadata()
        metadata.redirectURIs = redirectURIs
        metadata.tokenEndpointAuthMethod = authenticationMethods.sorted { $0.rawValue < $1.rawValue }.first
        metadata.grantTypes = Client.grantsForStrangers.filter(grantTypes.contains)
        metadata.responseTypes = grantTypes.contains(.authorizationCode) ? ["code"] : []
        metadata.clientName = name
        metadata.clientURI = information.clientURI
        metadata.logoURI = information.logoURI
        metadata.termsOfServiceURI = information.termsOfServiceURI
        metadata.policyURI = information.policyURI
        metadata.contacts = information.contacts
        metadata.scope = scopes.isEmpty ? nil : scopes
        metadata.softwareID = information.softwareID
        metadata.softwareVersion = information.softwareVersion
        metadata.applicationType = applicationType
        switch keys {
        case .inline(let text): metadata.jwks = try? JSONParser.parse(Array(text.utf8))
        case .url(let text): metadata.jwksURI = HTTPURL(text)
        case nil: break
        }
        return metadata
    }
}
