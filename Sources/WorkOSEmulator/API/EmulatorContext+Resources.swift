package import JSON
internal import OAuth
package import Storage

// Reading and writing resources by their declarations, for standard operations, behaviours and seeds alike.
extension EmulatorContext {
    package func find(_ type: ResourceType, _ id: String) async throws(APIError) -> Resource {
        guard let found = try await stored({ try await store.resource(id: id, kind: type.object) }) else {
            throw .notFound(type.title, id)
        }
        return found
    }

    /// The resource with this unique key.
    package func find(_ type: ResourceType, _ key: String, _ value: String) async throws(APIError) -> Resource {
        let value = type.field(key)?.isCaseless == true ? value.lowercasedASCII : value
        let found = try await stored { try await store.resource(kind: type.object, key: ResourceKey(key, value)) }
        guard let found else { throw .notFound(type.title, value) }
        return found
    }

    /// Every resource of the type with this tag, oldest first.
    package func all(_ type: ResourceType, _ tag: String, _ value: String) async throws(APIError) -> [Resource] {
        try await all(type, tag, anyOf: [value])
    }

    /// Every resource of the type that has this tag with one of these values, oldest first.
    package func all(
        _ type: ResourceType, _ tag: String, anyOf values: [String]
    ) async throws(APIError) -> [Resource] {
        var query = ResourceQuery(
            kind: type.object, conditions: [.has(tag, anyOf: values)], order: .ascending, limit: 100)
        var all: [Resource] = []
        while let page = try await stored({ try await store.resources(query) }) {
            all += page.resources
            guard page.hasAfter, let last = page.resources.last else { break }
            query.cursor = .after(last.id)
        }
        return all
    }

    /// Checks a request that creates a resource; nothing is written.
    /// - Parameters:
    ///   - id: pinned; by default a new one.
    ///   - edit: sets fields that are the server's to say, before the type's behaviour runs.
    package func draft(
        _ type: ResourceType, _ body: JSONObject, id: String? = nil,
        edit: (inout Resource) -> Void = { _ in }
    ) async throws(APIError) -> Draft {
        let resource = Resource(id: id ?? identifiers.next(type.prefix), kind: type.object, createdAt: clock.now())
        var draft = Draft(body: body, resource: resource, previous: nil)
        try type.read(body, into: &draft.resource.fields, isNew: true)
        edit(&draft.resource)
        try await finish(&draft, type)
        return draft
    }

    package func create(
        _ type: ResourceType, _ body: JSONObject, id: String? = nil,
        edit: (inout Resource) -> Void = { _ in }
    ) async throws(APIError) -> Resource {
        let draft = try await draft(type, body, id: id, edit: edit)
        try await write(type, [.insert(draft.resource)] + draft.also)
        return draft.resource
    }

    /// Changes a resource as a request says.
    /// - Parameter also: what is changed with it, or not at all.
    package func update(
        _ type: ResourceType, _ id: String, _ body: JSONObject,
        also: () async throws(APIError) -> [ResourceChange] = { () async throws(APIError) in [] }
    ) async throws(APIError) -> Resource {
        try await change(type, id) { current async throws(APIError) in
            var draft = Draft(body: body, resource: current, previous: current)
            try type.read(body, into: &draft.resource.fields, isNew: false)
            try await finish(&draft, type)
            draft.also += try await also()
            return draft
        }
    }

    /// Changes a resource, again from its new state when another request was faster.
    package func change(
        _ type: ResourceType, _ id: String,
        _ edit: (Resource) async throws(APIError) -> Draft
    ) async throws(APIError) -> Resource {
        var attempts = 0
        while true {
            var draft = try await edit(try await find(type, id))
            draft.resource.updatedAt = clock.now()
            type.index(&draft.resource)
            do {
                try await write(type, [.replace(draft.resource)] + draft.also)
                draft.resource.version += 1
                return draft.resource
            } catch {
                attempts += 1
                guard error.code == "conflict", attempts < 100 else { throw error }
                await Task.yield()
            }
        }
    }

    /// Changes fields of a resource that no request names.
    @discardableResult
    package func set(
        _ type: ResourceType, _ id: String, _ edit: (inout Resource) throws(APIError) -> Void
    ) async throws(APIError) -> Resource {
        try await change(type, id) { current async throws(APIError) in
            var draft = Draft(body: [:], resource: current, previous: current)
            try edit(&draft.resource)
            return draft
        }
    }

    package func write(_ type: ResourceType, _ changes: [ResourceChange]) async throws(APIError) {
        do throws(StorageError) {
            try await store.commit(changes)
        } catch {
            if case .keyTaken(let name) = error.code { throw type.taken(name) }
            throw APIError(error)
        }
    }

    /// Removes a resource and all that goes with it.
    package func delete(_ type: ResourceType, _ id: String) async throws(APIError) {
        let found = try await find(type, id)
        try await type.deleting?(found, self)
        do throws(APIError) {
            try await write(type, [.delete(id: id, kind: type.object)])
        } catch {
            // Another request removed it meanwhile.
            if error.code == "conflict" { throw .notFound(type.title, id) }
            throw error
        }
    }

    private func finish(_ draft: inout Draft, _ type: ResourceType) async throws(APIError) {
        try await checkReferences(draft, type)
        try await type.writing?(&draft, self)
        type.index(&draft.resource)
    }

    private func checkReferences(_ draft: Draft, _ type: ResourceType) async throws(APIError) {
        for field in type.fields {
            guard case .reference(let reference) = field.shape, let id = draft.resource.fields[field.name]?.string,
                draft.previous?.fields[field.name]?.string != id
            else { continue }
            try await require(reference, id)
        }
    }

    /// - Throws: unless there is such a resource.
    package func require(_ reference: ResourceReference, _ id: String) async throws(APIError) {
        guard try await stored({ try await store.resource(id: id, kind: reference.kind) }) == nil else { return }
        var error = APIError.notFound(reference.title, id)
        error.status = reference.missing
        throw error
    }
}

// MARK: - Answers

extension EmulatorContext {
    package func show(_ type: ResourceType, _ resource: Resource) async throws(APIError) -> JSONValue {
        let more = try await type.showing?([resource], self)[resource.id]
        return type.shown(resource, adding: more ?? [:])
    }

    package func show(_ type: ResourceType, _ resources: [Resource]) async throws(APIError) -> [JSONValue] {
        let more = try await type.showing?(resources, self) ?? [:]
        return resources.map { type.shown($0, adding: more[$0.id] ?? [:]) }
    }

    /// A page of a type's list, as its request asks.
    package func list(
        _ type: ResourceType, _ request: APIRequest, conditions: [ResourceQuery.Condition] = []
    ) async throws(APIError) -> JSONValue {
        let page = try PageRequest(request)
        let query = ResourceQuery(
            kind: type.object, conditions: conditions, order: page.order, cursor: page.cursor, limit: page.limit)
        guard let found = try await stored({ try await store.resources(query) }) else {
            throw PageRequest.unknownCursor
        }
        return ListAnswer.json(
            try await show(type, found.resources), first: found.resources.first?.id, last: found.resources.last?.id,
            hasBefore: found.hasBefore, hasAfter: found.hasAfter)
    }
}
