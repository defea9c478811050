package import OAuth

/// A tenant of the authorization server.
package struct Organization: Sendable, Hashable {
    package var id: String
    package var name: String
    package var createdAt: Timestamp

    package init(id: String, name: String, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
    }
}

/// Keeps organizations.
package protocol OrganizationStore: Sendable {
    /// Adds an organization. Names may repeat, identifiers may not.
    /// - Throws: `conflict` when the identifier is taken.
    func insert(_ organization: Organization) async throws(StorageError)

    func organization(id: String) async throws(StorageError) -> Organization?

    /// All organizations of exactly that name, oldest first.
    func organizations(named name: String) async throws(StorageError) -> [Organization]
}
