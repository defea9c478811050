/// What entries of a seed file can name, and what must not stand twice.
struct SeedRegister {
    /// By kind.
    private var names: [String: [[UInt8]: [SeedFile.Reference]]] = [:]
    private var identifiers: [String: [[UInt8]: SeedFile.Reference]] = [:]
    private var taken: Set<[UInt8]> = []

    /// Makes something known by its identifier and by what people call it.
    mutating func add(_ reference: SeedFile.Reference, kind: String, id: String?, name: String?) {
        if let id { identifiers[kind, default: [:]][Array(id.utf8)] = reference }
        if let name { names[kind, default: [:]][Array(name.utf8), default: []].append(reference) }
    }

    func find(kind: String, id: String) -> SeedFile.Reference? { identifiers[kind]?[Array(id.utf8)] }

    func find(kind: String, name: String) -> [SeedFile.Reference] { names[kind]?[Array(name.utf8)] ?? [] }

    /// - Returns: whether nothing else in the file has the same value under that name.
    mutating func take(_ name: String, _ value: String) -> Bool {
        taken.insert(Array(name.utf8) + [0] + Array(value.utf8)).inserted
    }

    /// What is there already, which entries can name too.
    init(existing: [SeedKnown] = []) {
        for known in existing { add(.existing(id: known.id), kind: known.kind, id: known.id, name: known.name) }
    }
}

/// Entries of one name are fine when each of them has an identifier of its own.
struct SeedTwins {
    private var arePinned: [[UInt8]: Bool] = [:]

    /// - Returns: whether it can be told from all earlier ones of that name.
    mutating func add(_ kind: String, _ name: String, isPinned: Bool) -> Bool {
        let key = Array(kind.utf8) + [0] + Array(name.utf8)
        guard let earlier = arePinned[key] else {
            arePinned[key] = isPinned
            return true
        }
        arePinned[key] = earlier && isPinned
        return earlier && isPinned
    }
}

/// Something that there is before a seed is read.
package struct SeedKnown: Sendable, Hashable {
    /// Such as `organization`.
    package var kind: String
    package var id: String
    /// What people call it.
    package var name: String?

    package init(kind: String, id: String, name: String?) {
        self.kind = kind
        self.id = id
        self.name = name
    }
}
