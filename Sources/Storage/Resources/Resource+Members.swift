internal import JSON
package import OAuth

/// Members of a resource as what they stand for. A member that is `null` is absent.
extension Resource {
    /// The text of a field; absent when it is something else.
    package func text(_ name: String) -> String? { fields[name]?.string }

    package func flag(_ name: String) -> Bool? { fields[name]?.bool }

    package func texts(_ name: String) -> [String]? { fields[name]?.strings }

    /// A time that is written as RFC 3339 has it.
    package func timestamp(_ name: String) -> Timestamp? { text(name).flatMap(Timestamp.init(rfc3339:)) }

    /// The text of a hidden member.
    package func hiddenText(_ name: String) -> String? { hidden[name]?.string }

    /// The values of its tags of that name.
    package func tags(_ name: String) -> [String] {
        tags.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
    }

    /// Adds or removes one tag.
    package mutating func setTag(_ name: String, _ value: String, _ isThere: Bool) {
        let tag = ResourceKey(name, value)
        tags.removeAll { $0.isSame(as: tag) }
        if isThere { tags.append(tag) }
    }
}

extension ResourceKey {
    /// Compares byte by byte, as stores do; texts that only look alike are not the same.
    package func isSame(as other: ResourceKey) -> Bool {
        name.utf8.elementsEqual(other.name.utf8) && value.utf8.elementsEqual(other.value.utf8)
    }
}

// MARK: - For typed records

extension Resource {
    func corrupt(_ name: String) -> StorageError {
        StorageError(.corrupt, "the \(kind) \(id) has no valid \(name)")
    }

    /// - Throws: `corrupt` when the resource is of another kind.
    func require(kind: ResourceKind) throws(StorageError) {
        guard self.kind == kind.rawValue else { throw corrupt("kind") }
    }

    func requiredText(_ name: String) throws(StorageError) -> String {
        guard let text = text(name) else { throw corrupt(name) }
        return text
    }

    func optionalText(_ name: String) throws(StorageError) -> String? {
        if fields[name] == nil || fields[name] == .null { return nil }
        return try requiredText(name)
    }

    func optionalTimestamp(_ name: String) throws(StorageError) -> Timestamp? {
        guard let text = try optionalText(name) else { return nil }
        guard let timestamp = Timestamp(rfc3339: text) else { throw corrupt(name) }
        return timestamp
    }
}
