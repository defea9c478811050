internal import JSON
package import OAuth

extension APIKey {
    /// - Throws: `corrupt` when the resource is not an API key.
    package init(resource: Resource) throws(StorageError) {
        try resource.require(kind: .apiKey)
        guard let owner = resource.fields["owner"], let ownerID = owner["id"]?.string else {
            throw resource.corrupt("owner")
        }
        let isPersons = owner["type"]?.string == "user"
        guard let organizationID = isPersons ? owner["organization_id"]?.string : ownerID else {
            throw resource.corrupt("owner")
        }
        guard let text = resource.hiddenText("hash"), let bytes = Base64.decode(text, .url),
            let hash = SecretHash(bytes: bytes)
        else { throw resource.corrupt("hash") }
        guard let permissions = ScopeSet(validating: resource.texts("permissions") ?? []) else {
            throw resource.corrupt("permissions")
        }
        self.init(
            id: resource.id, name: try resource.requiredText("name"), hash: hash,
            obfuscatedValue: try resource.requiredText("obfuscated_value"), organizationID: organizationID,
            userID: isPersons ? ownerID : nil, permissions: permissions,
            expiresAt: try resource.optionalTimestamp("expires_at"),
            lastUsedAt: try resource.optionalTimestamp("last_used_at"), createdAt: resource.createdAt,
            updatedAt: resource.updatedAt)
    }

    /// The key as a new resource. It is kept when it has expired, so that it can be shown.
    package var resource: Resource {
        var owner: JSONObject = ["type": "organization", "id": .string(organizationID)]
        var tags = [ResourceKey("organization_id", organizationID)]
        if let userID {
            owner = ["type": "user", "id": .string(userID), "organization_id": .string(organizationID)]
            tags.append(ResourceKey("user_id", userID))
        }
        var fields: JSONObject = [
            "name": .string(name), "owner": .object(owner), "obfuscated_value": .string(obfuscatedValue),
            "permissions": .strings(permissions.values),
        ]
        fields["expires_at"] = expiresAt.map { .string($0.rfc3339) }
        fields["last_used_at"] = lastUsedAt.map { .string($0.rfc3339) }
        let key = ResourceKey.hash(hash)
        return Resource(
            id: id, kind: ResourceKind.apiKey.rawValue, fields: fields, hidden: ["hash": .string(key.value)],
            uniqueKeys: [key], tags: tags, parents: tags.map(\.value), createdAt: createdAt, updatedAt: updatedAt)
    }
}

extension ResourceKey {
    /// The key that finds what a secret opens, by the hash of the secret.
    package static func hash(_ hash: SecretHash) -> ResourceKey {
        ResourceKey("hash", Base64.encode(hash.bytes, .url))
    }
}

extension APIKeyStore where Self: ResourceStore {
    package func insert(_ key: APIKey) async throws(StorageError) { try await insert(record: key.resource) }

    package func apiKey(hash: SecretHash) async throws(StorageError) -> APIKey? {
        guard let found = try await resource(kind: ResourceKind.apiKey.rawValue, key: .hash(hash)) else { return nil }
        let key = try APIKey(resource: found)
        return key.hash.matches(hash) ? key : nil
    }

    @discardableResult
    package func deleteAPIKey(hash: SecretHash) async throws(StorageError) -> Bool {
        guard let found = try await resource(kind: ResourceKind.apiKey.rawValue, key: .hash(hash)) else {
            return false
        }
        do {
            try await commit([.delete(id: found.id, kind: found.kind)])
            return true
        } catch {
            // Somebody else removed it meanwhile.
            guard error.code == .conflict else { throw error }
            return false
        }
    }

    package func recordUse(ofAPIKey id: String, at now: Timestamp) async throws(StorageError) {
        _ = try await change(.apiKey, id) { key in
            guard SecretHint.isNew(use: now, after: key.timestamp("last_used_at")) else { return [] }
            var changed = key
            changed.fields["last_used_at"] = .string(now.rfc3339)
            return [.replace(changed)]
        }
    }
}
