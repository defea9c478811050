package import JSON
package import Storage

/// A kind of resource: its declaration, from which its operations, the checks of its requests, its place in the store and
/// its block in seed files follow.
package struct ResourceType: Sendable {
    /// Changes or refuses what is about to be written.
    package typealias Behaviour = @Sendable (inout Draft, EmulatorContext) async throws(APIError) -> Void
    /// Gives further members of answers, by the resources' identifiers.
    package typealias Showing =
        @Sendable ([Resource], EmulatorContext) async throws(APIError) -> [String: JSONObject]
    package typealias Deleting = @Sendable (Resource, EmulatorContext) async throws(APIError) -> Void

    /// The API's name for it: `organization`.
    package let object: String
    /// As messages call it: `Organization`.
    package let title: String
    /// What its identifiers begin with: `org_`.
    package let prefix: String
    package let fields: [Field]
    package var routes: [Route]
    package var seed: SeedBlock?
    package var writing: Behaviour?
    package var showing: Showing?
    /// Runs before a resource is deleted by its route.
    package var deleting: Deleting?

    package init(
        _ object: String, title: String, prefix: String, fields: [Field], routes: [Route] = [], seed: SeedBlock? = nil,
        writing: Behaviour? = nil, showing: Showing? = nil, deleting: Deleting? = nil
    ) {
        self.object = object
        self.title = title
        self.prefix = prefix
        self.fields = fields
        self.routes = routes
        self.seed = seed
        self.writing = writing
        self.showing = showing
        self.deleting = deleting
    }

    package func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}

/// A standard operation of a resource. Placeholders: `{id}` is the resource's identifier, or its unique key of the
/// placeholder's name; a placeholder of a list is one of its filters.
package enum Route: Sendable {
    case list(String, filters: [Filter] = [])
    case create(String, status: Int = 201)
    case read(String)
    /// By the unique key that the path's placeholder names.
    case readByKey(String, key: String)
    case update(String)
    case delete(String, status: Int = 204)
}

/// How a list can be narrowed.
package struct Filter: Sendable, Hashable {
    package enum Comparison: Sendable, Hashable {
        case anyOf
        /// Contains it, whatever the case of ASCII letters; the tag is kept in lower case.
        case contains
    }

    /// The parameter, of the query or of the path.
    package var name: String
    /// The tag that it is compared with.
    package var tag: String
    package var comparison: Comparison
    package var isLowercased: Bool
    /// The resource that must exist, for a parameter of the path.
    package var parent: ResourceReference?

    package init(
        _ name: String, tag: String? = nil, _ comparison: Comparison = .anyOf, isLowercased: Bool = false,
        parent: ResourceReference? = nil
    ) {
        self.name = name
        self.tag = tag ?? name
        self.comparison = comparison
        self.isLowercased = isLowercased
        self.parent = parent
    }
}

/// The block of seed files that creates resources of a kind, each entry like a request that creates one.
package struct SeedBlock: Sendable, Hashable {
    /// The key in the file: `invitations`.
    package var key: String
    /// Members that name another resource by something people remember, and the field that takes its identifier.
    package var references: [Reference]
    /// What tells whether it is there already, besides its identifier: a unique key of the type.
    package var identity: String?

    package struct Reference: Sendable, Hashable {
        /// In the file: `organization`.
        package var key: String
        /// In the request: `organization_id`.
        package var field: String
        package var kind: String

        package init(_ key: String, field: String, kind: String) {
            self.key = key
            self.field = field
            self.kind = kind
        }
    }

    package init(_ key: String, references: [Reference] = [], identity: String? = nil) {
        self.key = key
        self.references = references
        self.identity = identity
    }
}
