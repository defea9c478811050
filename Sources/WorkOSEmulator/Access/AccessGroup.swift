/// Who may do what: members and their roles, applications, API keys, and where browsers may go and come from.
package enum AccessGroup {
    package static let types: [ResourceType] = [
        .organizationMembership, .apiKey, .redirectURI, .corsOrigin, .jwtTemplate, .role, .permission,
    ]

    package static let operations: [Operation] =
        OrganizationMemberships.operations + ConnectApplications.operations + ClientSecrets.operations
        + APIKeys.operations + AuthorizedApplications.operations + JWTTemplates.operations
}
