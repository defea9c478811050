internal import JSON
internal import OAuth
internal import Storage
internal import Yams

// Blocks that follow from the declarations of their types.
extension SeedReader {
    /// The members that an entry may have, besides references by name.
    static func members(of type: ResourceType) -> [String] {
        ["id"] + type.fields.filter { $0.create != .ignored }.map(\.name)
    }

    mutating func readResources(_ list: SeedNode, _ type: ResourceType) {
        let references = SeedReader.references(of: type)
        // What requests have besides fields.
        let further = type.object == ResourceType.invitation.object ? ["expires_in_days"] : []
        for element in list.elements {
            var members: [String: SeedNode] = [:]
            if element.isScalar, let only = SeedReader.shortForm(type) {
                members = [only: element]
            } else {
                members = element.members(known: SeedReader.members(of: type) + references.map(\.key) + further)
            }
            let id = identifier(members)
            var resource = SeedFile.ResourceSeed(kind: type.object, id: id, body: [:], place: element.place)
            for reference in references {
                let isRequired = type.field(reference.field)?.create == .required
                guard
                    let found = self.reference(reference, of: members, element, isRequired: isRequired)
                else { continue }
                resource.references[reference.field] = .init(kind: reference.kind, reference: found)
            }
            let named = Set(references.map(\.field))
            resource.body = fields(type, members, element, except: named)
            for name in further { resource.body[name] = members[name]?.json }
            let targets = resource.references.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let content = JSONValue.object(resource.body).serializedString() + targets.joined()
            if type.seed?.identity == nil, id == nil, !register.take(type.object, content) {
                element.problem("stands twice")
            }
            if let name = type.seed?.identity.flatMap({ resource.body[$0]?.string }) {
                register.add(.entry(seed.resources.count), kind: type.object, id: id, name: name)
            }
            seed.resources.append(resource)
        }
    }

    /// The declared references, and those of fields that name organizations and people.
    private static func references(of type: ResourceType) -> [SeedBlock.Reference] {
        var references = type.seed?.references ?? []
        for field in type.fields where field.create != .ignored && field.name.hasSuffix("_id") {
            guard case .reference(let reference) = field.shape, !references.contains(where: { $0.field == field.name })
            else { continue }
            let key = String(field.name.dropLast("_id".count))
            references.append(SeedBlock.Reference(key, field: field.name, kind: reference.kind))
        }
        return references
    }

    /// The field that an entry which is only a text stands for: the one that must be there and tells them apart.
    private static func shortForm(_ type: ResourceType) -> String? {
        let required = type.fields.filter { $0.create == .required }.map(\.name)
        return type.seed?.identity.flatMap { required == [$0] ? $0 : nil }
    }

    /// The request that an entry stands for, after a report of what its fields may not be.
    mutating func fields(
        _ type: ResourceType, _ members: [String: SeedNode], _ parent: SeedNode, except: Set<String> = []
    ) -> JSONObject {
        var body: JSONObject = [:]
        for field in type.fields where field.create != .ignored && !except.contains(field.name) {
            guard let node = members[field.name] else {
                if field.create == .required { parent.problem("needs \(field.name)") }
                continue
            }
            guard let value = value(node, field) else { continue }
            if field.shape != .metadata, case .failure(let mismatch) = field.check(value) {
                node.problem(mismatch.message)
                continue
            }
            if case .unique = field.index, let text = value.string,
                !register.take("\(type.object) \(field.name)", field.isCaseless ? text.lowercasedASCII : text)
            {
                node.problem("stands twice; it is unique")
            }
            body[field.name] = value
        }
        if let refusal = SeedChecks.refusal(type.object, body), let node = members[refusal.member] {
            node.problem(refusal.message)
        }
        return body
    }

    private func value(_ node: SeedNode, _ field: Field) -> JSONValue? {
        switch field.shape {
        case .text, .email, .url, .choice, .reference: return node.text.map(JSONValue.string)
        case .flag: return node.flag.map(JSONValue.bool)
        case .texts:
            let elements = node.elements
            let texts = elements.compactMap(\.text)
            return texts.count == elements.count ? .strings(texts) : nil
        case .timestamp: return node.moment.map { .string($0.rfc3339) }
        case .metadata:
            do throws(APIError) {
                return .object(try MetadataRules.merged(node.json, into: [:]))
            } catch {
                node.problem(error.message)
                return nil
            }
        case .any: return node.json
        }
    }

    // MARK: - Roles

    /// Before people, whose memberships name them.
    mutating func readRoleNames(_ list: SeedNode) {
        guard case .sequence(let sequence) = list.node else { return }
        for node in sequence { (node["slug"]?.string ?? node.scalar?.string).map { roles.append($0) } }
    }

    /// Where the file lists permissions, roles have none but those.
    func checkPermissions() {
        let known = seed.resources.filter { $0.kind == ResourceType.permission.object }
            .compactMap { $0.body["slug"]?.string }
        guard !known.isEmpty else { return }
        for role in seed.resources where role.kind == ResourceType.role.object {
            for permission in role.body["permissions"]?.strings ?? [] where !known.contains(permission) {
                report.problems.append(
                    SeedProblem(
                        line: role.place.line, key: role.place.key + ".permissions",
                        message: "\(permission) is none of the file's permissions"))
            }
        }
    }

    // MARK: - The template of tokens' claims

    /// A text, or `{content: …}`.
    mutating func readTemplate(_ node: SeedNode) {
        var content = node
        if node.isMapping {
            guard let member = require("content", node.members(known: ["content"]), node) else { return }
            content = member
        }
        guard let text = content.text(isMultiline: true) else { return }
        do throws(JWTTemplate.Problem) {
            _ = try JWTTemplate(text)
        } catch {
            return content.problem(error.message)
        }
        seed.resources.append(
            SeedFile.ResourceSeed(
                kind: ResourceType.jwtTemplate.object, id: JWTTemplates.id, body: ["content": .string(text)],
                place: node.place))
    }
}
