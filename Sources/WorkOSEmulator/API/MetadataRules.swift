internal import JSON

/// What `metadata` may hold: up to 50 texts under names of up to 40 characters, each of up to 600.
enum MetadataRules {
    /// What there is after a request: its members take the place of those of the same names, and `null` removes one.
    static func merged(_ new: JSONValue, into old: JSONObject) throws(APIError) -> JSONObject {
        if new == .null { return [:] }
        guard let object = new.object else { throw refusal("metadata must be an object") }
        // 50 that are there can go, and 50 others come.
        guard object.count <= 100 else { throw refusal("metadata can have at most 50 members") }
        var merged = old
        for (name, value) in object.members {
            guard (1...40).contains(name.unicodeScalars.count), name.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else { throw refusal("a name in metadata must have 1 to 40 ASCII characters") }
            if value == .null {
                merged[name] = nil
                continue
            }
            guard let text = value.string, text.unicodeScalars.count <= 600, !text.utf8.contains(0) else {
                throw refusal("metadata.\(name) must be a string of at most 600 characters")
            }
            merged[name] = value
        }
        guard merged.count <= 50 else { throw refusal("metadata can have at most 50 members") }
        return merged
    }

    private static func refusal(_ message: String) -> APIError {
        APIError(.badRequest, "invalid_metadata", message)
    }
}
