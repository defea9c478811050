package import JSON
internal import OAuth
package import Storage

extension ResourceType {
    /// Puts what a request says into the fields, with every problem at once. Members that are no fields are ignored.
    func read(_ body: JSONObject, into fields: inout JSONObject, isNew: Bool) throws(APIError) {
        var problems: [APIError.Problem] = []
        for field in self.fields {
            let rule = isNew ? field.create : field.update
            let given = rule == .ignored ? nil : body[field.name]
            guard let given, given != .null || !field.isNullAbsent else {
                if isNew, rule == .required {
                    problems.append(.init(field.name, "required", "\(field.name) is required."))
                } else if isNew {
                    fields[field.name] = field.fallback
                }
                continue
            }
            if field.shape == .metadata {
                fields[field.name] = .object(
                    try MetadataRules.merged(given, into: fields[field.name]?.object ?? [:]))
                continue
            }
            switch field.check(given) {
            case .success(let value): fields[field.name] = value
            case .failure(let mismatch):
                problems.append(.init(field.name, mismatch.code, "\(field.name) \(mismatch.message)."))
            }
        }
        guard problems.isEmpty else { throw .invalid(problems) }
    }

    /// Brings what the resource is found by, and what it goes with, up to date with its fields. What no field declares stays.
    package func index(_ resource: inout Resource) {
        let declared = fields.filter { $0.index != .none }
        let names = Set(declared.map(\.name))
        resource.uniqueKeys.removeAll { names.contains($0.name) }
        resource.tags.removeAll { names.contains($0.name) }
        for field in declared {
            guard let text = resource.fields[field.name]?.string else { continue }
            let key = ResourceKey(field.name, field.isCaseless ? text.lowercasedASCII : text)
            if case .unique = field.index { resource.uniqueKeys.append(key) }
            resource.tags.append(key)
        }
        for field in fields {
            guard case .reference(let reference) = field.shape, reference.isParent,
                let id = resource.fields[field.name]?.string, !resource.parents.contains(id)
            else { continue }
            resource.parents.append(id)
        }
    }

    /// What the API shows of a resource by its declaration alone.
    package func shown(_ resource: Resource, adding more: JSONObject = [:]) -> JSONValue {
        var members: [(String, JSONValue)] = [("object", .string(object)), ("id", .string(resource.id))]
        for field in fields where field.isShown {
            let value = resource.fields[field.name] ?? field.fallback
            if value != .null || !field.isLeftOutWhenEmpty { members.append((field.name, value)) }
        }
        members += more.members.map { ($0.name, $0.value) }
        members.append(("created_at", .string(resource.createdAt.rfc3339)))
        members.append(("updated_at", .string(resource.updatedAt.rfc3339)))
        return .object(JSONObject(members))
    }

    /// The error for a unique key that another resource has.
    func taken(_ name: String) -> APIError {
        guard case .unique(let code, let status)? = field(name)?.index else {
            return APIError(.conflict, "\(name)_already_used", "Another \(title) has this \(name) already.")
        }
        return APIError(status, code, "Another \(title) has this \(name) already.")
    }
}
