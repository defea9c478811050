package import OAuth

/// That a person belongs to an organization.
package struct OrganizationMembership: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case active
        case inactive
        /// The person was invited and has not accepted.
        case pending
    }

    package var id: String
    package var userID: String
    package var organizationID: String
    package var status: Status
    /// The slugs of the roles that the person has in the organization, the first one first.
    package var roles: [String]
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    /// The role of those who were given none.
    package static let defaultRole = "member"

    package init(
        id: String, userID: String, organizationID: String, status: Status = .active,
        roles: [String] = [OrganizationMembership.defaultRole], createdAt: Timestamp, updatedAt: Timestamp? = nil
    ) {
        self.id = id
        self.userID = userID
        self.organizationID = organizationID
        self.status = status
        self.roles = roles
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
    }
}
