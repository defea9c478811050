package import JSON

/// One member of a resource: what it may be, who may set it, and how the resource is found by it.
package struct Field: Sendable {
    package enum Shape: Sendable, Hashable {
        /// So many characters.
        case text(ClosedRange<Int>)
        case email
        /// An absolute `https` or `http` URL, or a URL of an app's own scheme.
        case url
        case flag
        case texts
        /// A time as `2026-01-15T12:00:00.000Z`.
        case timestamp
        case choice([String])
        /// Texts by name, as the owner of the API key likes: see `MetadataRules`.
        case metadata
        /// Anything, which the resource's own behaviour checks.
        case any
        /// The identifier of another resource.
        case reference(ResourceReference)
    }

    package enum Rule: Sendable, Hashable {
        case required
        case optional
        /// It is the server's to say; what a request says is ignored.
        case ignored
    }

    package enum Index: Sendable, Hashable {
        case none
        /// Lists can be filtered by it.
        case tag
        /// No two resources of the kind have the same. The code is that of the error.
        case unique(code: String, status: APIError.Status)
    }

    package var name: String
    package var shape: Shape
    package var create = Rule.optional
    package var update = Rule.optional
    package var isNullable = true
    /// Whether `null` says as much as nothing.
    package var isNullAbsent = false
    /// What it is when it was not given.
    package var fallback: JSONValue = .null
    package var index = Index.none
    /// Whether it is compared without regard to the case of ASCII letters.
    package var isCaseless = false
    package var isShown = true
    /// Whether answers leave it out while it has no value, instead of showing `null`.
    package var isLeftOutWhenEmpty = false

    package init(_ name: String, _ shape: Shape) {
        self.name = name
        self.shape = shape
    }
}

/// Which resource a field names.
package struct ResourceReference: Sendable, Hashable {
    /// The kind: `organization`.
    package var kind: String
    /// As messages call it: `Organization`.
    package var title: String
    /// Whether the resource goes with the one that it names.
    package var isParent: Bool
    /// The answer when there is no such resource.
    package var missing: APIError.Status

    package init(kind: String, title: String, isParent: Bool = true, missing: APIError.Status = .notFound) {
        self.kind = kind
        self.title = title
        self.isParent = isParent
        self.missing = missing
    }

    package static let organization = ResourceReference(kind: "organization", title: "Organization")
    package static let user = ResourceReference(kind: "user", title: "User")
}

// MARK: - Saying more of a field

extension Field {
    package static func text(_ name: String, _ length: ClosedRange<Int> = 0...1000) -> Field {
        Field(name, .text(length))
    }

    package static func flag(_ name: String, _ fallback: Bool = false) -> Field {
        var field = Field(name, .flag).or(.bool(fallback))
        field.isNullable = false
        return field
    }

    package static func metadata() -> Field { Field("metadata", .metadata).or([:]) }

    package static func reference(_ name: String, _ reference: ResourceReference) -> Field {
        Field(name, .reference(reference)).tagged()
    }

    /// A request that creates must say it, and none may take it away.
    package func required() -> Field { with { ($0.create, $0.isNullable) = (.required, false) } }

    /// `null` says as much as nothing.
    package func nullAsAbsent() -> Field { with { $0.isNullAbsent = true } }

    /// It cannot be changed.
    package func fixed() -> Field { with { $0.update = .ignored } }

    /// It is the server's alone.
    package func internalOnly() -> Field { with { ($0.create, $0.update) = (.ignored, .ignored) } }

    package func or(_ fallback: JSONValue) -> Field { with { $0.fallback = fallback } }

    package func tagged() -> Field { with { $0.index = .tag } }

    package func unique(_ code: String, status: APIError.Status = .badRequest) -> Field {
        with { $0.index = .unique(code: code, status: status) }
    }

    package func caseless() -> Field { with { $0.isCaseless = true } }

    package func hidden() -> Field { with { $0.isShown = false } }

    package func leftOutWhenEmpty() -> Field { with { $0.isLeftOutWhenEmpty = true } }

    private func with(_ change: (inout Field) -> Void) -> Field {
        var copy = self
        change(&copy)
        return copy
    }
}
