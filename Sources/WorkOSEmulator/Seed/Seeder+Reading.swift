internal import Storage

extension Seeder {
    /// Reads a file that adds to what there is: its entries can name that too.
    /// - Throws: `SeedError` with every problem; `StorageError`.
    package func read(_ text: String) async throws -> SeedFile {
        var known: [SeedKnown] = []
        for type in [ResourceType.organization, .user, .role] {
            var query = ResourceQuery(kind: type.object, order: .ascending, limit: 500)
            while let page = try await store.resources(query) {
                known += page.resources.map { SeedKnown(kind: $0.kind, id: $0.id, name: Seeder.name($0)) }
                guard page.hasAfter, let last = page.resources.last else { break }
                query.cursor = .after(last.id)
            }
        }
        return try SeedReader.read(text, existing: known)
    }

    private static func name(_ resource: Resource) -> String? {
        switch resource.kind {
        case ResourceType.user.object: resource.text("email").map { SeedReader.name($0, resource.kind) }
        case ResourceType.role.object: resource.text("slug")
        default: resource.text("name")
        }
    }
}
