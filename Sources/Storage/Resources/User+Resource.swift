internal import JSON
package import OAuth

extension User {
    /// - Throws: `corrupt` when the resource is not a person.
    package init(resource: Resource) throws(StorageError) {
        try resource.require(kind: .user)
        self.init(
            id: resource.id, email: try resource.requiredText("email"),
            isEmailVerified: resource.flag("email_verified") ?? false,
            firstName: try resource.optionalText("first_name"), lastName: try resource.optionalText("last_name"),
            passwordHash: resource.hiddenText("password_hash").map(PasswordHash.init(text:)),
            lastSignInAt: try resource.optionalTimestamp("last_sign_in_at"), createdAt: resource.createdAt,
            updatedAt: resource.updatedAt)
    }

    /// The person as a new resource.
    package var resource: Resource {
        var fields: JSONObject = ["email": .string(email), "email_verified": .bool(isEmailVerified)]
        fields["first_name"] = firstName.map(JSONValue.string)
        fields["last_name"] = lastName.map(JSONValue.string)
        fields["last_sign_in_at"] = lastSignInAt.map { .string($0.rfc3339) }
        var hidden: JSONObject = [:]
        hidden["password_hash"] = passwordHash.map { .string($0.text) }
        return Resource(
            id: id, kind: ResourceKind.user.rawValue, fields: fields, hidden: hidden, uniqueKeys: [.email(email)],
            createdAt: createdAt, updatedAt: updatedAt)
    }
}

extension ResourceKey {
    /// The key that keeps addresses unique: one address, whatever the case of its ASCII letters.
    package static func email(_ address: String) -> ResourceKey { ResourceKey("email", address.lowercasedASCII) }
}

extension UserStore where Self: ResourceStore {
    package func insert(_ user: User) async throws(StorageError) { try await insert(record: user.resource) }

    package func user(id: String) async throws(StorageError) -> User? {
        guard let found = try await resource(id: id, kind: ResourceKind.user.rawValue) else { return nil }
        return try User(resource: found)
    }

    package func user(email: String) async throws(StorageError) -> User? {
        guard let found = try await resource(kind: ResourceKind.user.rawValue, key: .email(email)) else { return nil }
        return try User(resource: found)
    }

    package func users(limit: Int) async throws(StorageError) -> [User] {
        guard limit > 0 else { return [] }
        let query = ResourceQuery(kind: ResourceKind.user.rawValue, order: .ascending, limit: limit)
        let found = try await resources(query)?.resources ?? []
        return try found.map { resource throws(StorageError) in try User(resource: resource) }
    }

    @discardableResult
    package func setPasswordHash(
        _ hash: PasswordHash?, ofUser id: String, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await change(.user, id) { user in
            var changed = user
            changed.hidden["password_hash"] = hash.map { .string($0.text) }
            changed.updatedAt = now
            return [.replace(changed)]
        }
    }

    @discardableResult
    package func renewPasswordHash(
        _ old: PasswordHash, with new: PasswordHash, ofUser id: String, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        var isRenewed = false
        _ = try await change(.user, id) { user in
            isRenewed = user.hiddenText("password_hash").map { $0.utf8.elementsEqual(old.text.utf8) } ?? false
            guard isRenewed else { return [] }
            var changed = user
            changed.hidden["password_hash"] = .string(new.text)
            changed.updatedAt = now
            return [.replace(changed)]
        }
        return isRenewed
    }

    @discardableResult
    package func recordSignIn(ofUser id: String, at now: Timestamp) async throws(StorageError) -> Bool {
        try await change(.user, id) { user in
            if let last = user.timestamp("last_sign_in_at"), now <= last { return [] }
            var changed = user
            changed.fields["last_sign_in_at"] = .string(now.rfc3339)
            return [.replace(changed)]
        }
    }
}
