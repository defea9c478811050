package import JSON

/// What came of a seed that was added.
package struct AppliedSeed: Sendable, Hashable {
    /// How many were made, by kind.
    package var created: [String: Int]
    /// What was there already, in words.
    package var skipped: [String]

    package init(created: [String: Int] = [:], skipped: [String] = []) {
        self.created = created
        self.skipped = skipped
    }

    package var json: JSONValue {
        let kinds = created.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.integer(Int64($0.value))) }
        return ["created": .object(JSONObject(kinds)), "skipped": .strings(skipped)]
    }
}
