/// A change of one resource.
package enum ResourceChange: Sendable, Hashable {
    /// Adds it, at the end of its kind's list.
    case insert(Resource)
    /// Puts it in the place of the one with its identifier, if that still has its `version`, and counts the version up.
    /// Its place in the list and its `createdAt` stay.
    case replace(Resource)
    /// Removes the resource with this identifier and kind, and all that go with it; `version`, when given, must still be
    /// its version.
    case delete(id: String, kind: String, version: Int64? = nil)
}

/// Keeps resources, in the order in which they were added.
package protocol ResourceStore: Sendable {
    /// Makes all of these changes, in this order, or none.
    /// - Throws: `keyTaken` with the name of a unique key that another resource of the kind has; `conflict` when an
    ///   identifier is taken, a parent does not exist, or what is to be replaced or deleted is not there or has another
    ///   version; `unstorableText` when an identifier or a key has a NUL.
    func commit(_ changes: [ResourceChange]) async throws(StorageError)

    func resource(id: String, kind: String) async throws(StorageError) -> Resource?

    /// The resource of that kind with this unique key.
    func resource(kind: String, key: ResourceKey) async throws(StorageError) -> Resource?

    /// Those of the kind that there are among these identifiers, in no order.
    func resources(ids: [String], kind: String) async throws(StorageError) -> [Resource]

    /// A page of a list.
    /// - Returns: `nil` when the cursor names nothing that is or was in a list of that kind. What has been deleted keeps
    ///   its place for a while, so that a list can be gone through while its resources are deleted.
    func resources(_ query: ResourceQuery) async throws(StorageError) -> ResourcePage?
}
