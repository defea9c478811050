/// The kinds of resources that have typed records.
package enum ResourceKind: String, Sendable, Hashable {
    case organization
    case user
    case organizationMembership = "organization_membership"
    case apiKey = "api_key"
}
