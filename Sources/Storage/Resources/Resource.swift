package import JSON
package import OAuth

/// One thing that the WorkOS-compatible API manages: an organization, a person, an invitation. All kinds are kept alike.
package struct Resource: Sendable, Hashable {
    /// Unique among all kinds, such as `org_01JA2B3C4D5E6F7G8H9JKMNPQR`.
    package var id: String
    /// What it is, by the name that the API gives it: `organization`.
    package var kind: String
    /// What the API may show, without what this type has members for.
    package var fields: JSONObject
    /// What nobody is shown: hashes, one-time codes, encrypted answers.
    package var hidden: JSONObject
    /// What no other resource of its kind may have, such as its address under the name `email`.
    package var uniqueKeys: [ResourceKey]
    /// What lists find it by; of one name there may be several.
    package var tags: [ResourceKey]
    /// The resources that it goes with: when one of them is deleted, so is this.
    package var parents: [String]
    /// When it may be swept, if ever. Whether it is of use until then is for its reader to judge.
    package var expiresAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// Counts its changes. `replace` needs the one that was read.
    package var version: Int64

    package init(
        id: String, kind: String, fields: JSONObject = [:], hidden: JSONObject = [:], uniqueKeys: [ResourceKey] = [],
        tags: [ResourceKey] = [], parents: [String] = [], expiresAt: Timestamp? = nil, createdAt: Timestamp,
        updatedAt: Timestamp? = nil, version: Int64 = 1
    ) {
        self.id = id
        self.kind = kind
        self.fields = fields
        self.hidden = hidden
        self.uniqueKeys = uniqueKeys
        self.tags = tags
        self.parents = parents
        self.expiresAt = expiresAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
        self.version = version
    }
}

/// A name and a value by which a resource is found, compared byte by byte.
package struct ResourceKey: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
