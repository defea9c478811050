internal import OAuth

// What typed records are made of.
extension ResourceStore {
    /// Adds a resource of which the record's contract knows only that something of it may be taken.
    func insert(record resource: Resource) async throws(StorageError) {
        try await commitRecords([.insert(resource)])
    }

    /// Makes the changes; a unique key that is taken is a conflict like any other.
    func commitRecords(_ changes: [ResourceChange]) async throws(StorageError) {
        do {
            try await commit(changes)
        } catch {
            guard case .keyTaken = error.code else { throw error }
            throw StorageError(.conflict, error.detail)
        }
    }

    /// Every resource of the kind that has this tag, in the order in which they were added.
    func all(_ kind: ResourceKind, _ conditions: ResourceQuery.Condition...) async throws(StorageError) -> [Resource] {
        var query = ResourceQuery(kind: kind.rawValue, conditions: conditions, order: .ascending, limit: 500)
        var all: [Resource] = []
        while let page = try await resources(query) {
            all += page.resources
            guard page.hasAfter, let last = page.resources.last else { break }
            query.cursor = .after(last.id)
        }
        return all
    }

    /// Changes a resource, again from its new state when somebody else was faster.
    /// - Parameter edit: gives nothing when nothing is to be changed.
    /// - Returns: whether there is such a resource.
    func change(
        _ kind: ResourceKind, _ id: String, _ edit: (Resource) throws(StorageError) -> [ResourceChange]
    ) async throws(StorageError) -> Bool {
        var known: Int64?
        while let resource = try await resource(id: id, kind: kind.rawValue) {
            do {
                let changes = try edit(resource)
                if !changes.isEmpty { try await commitRecords(changes) }
                return true
            } catch {
                // A conflict that is not about its version comes back the same.
                guard error.code == .conflict, known != resource.version else { throw error }
                known = resource.version
            }
        }
        return false
    }
}
