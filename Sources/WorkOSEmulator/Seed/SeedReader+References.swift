extension SeedReader {
    func require(_ name: String, _ members: [String: SeedNode], _ parent: SeedNode) -> SeedNode? {
        if members[name] == nil { parent.problem("needs \(name)") }
        return members[name]
    }

    /// What a pinned identifier says, after a report when it stands twice.
    mutating func identifier(_ members: [String: SeedNode], _ name: String = "id") -> String? {
        guard let node = members[name], let id = node.text else { return nil }
        guard id.utf8.count <= 128 else {
            node.problem("must have at most 128 bytes")
            return id
        }
        if !register.take("id", id) { node.problem("stands twice; identifiers are unique") }
        return id
    }

    /// The one organization that `organization_id`, or the name in `organization`, stands for.
    func organization(of members: [String: SeedNode], _ parent: SeedNode) -> SeedFile.Reference? {
        reference(
            SeedBlock.Reference("organization", field: "organization_id", kind: "organization"), of: members, parent,
            isRequired: true)
    }

    /// The one thing that an identifier, or a name that people know it by, stands for.
    func reference(
        _ reference: SeedBlock.Reference, of members: [String: SeedNode], _ parent: SeedNode, isRequired: Bool
    ) -> SeedFile.Reference? {
        let noun = SeedReader.noun(reference.kind)
        let word = reference.kind == "user" ? "address" : "name"
        switch (members[reference.field], members[reference.key]) {
        case (nil, nil):
            if isRequired { parent.problem("needs \(reference.key) (a \(word)) or \(reference.field)") }
            return nil
        case (let id?, nil):
            guard let wanted = id.text else { return nil }
            let found = register.find(kind: reference.kind, id: wanted)
            if found == nil { id.problem("no \(noun) has the id '\(wanted.prefix(128))'") }
            return found
        case (nil, let name?):
            guard let wanted = name.text else { return nil }
            let found = register.find(kind: reference.kind, name: SeedReader.name(wanted, reference.kind))
            if found.isEmpty { name.problem("no \(noun) has the \(word) '\(wanted.prefix(128))'") }
            if found.count > 1 {
                let ids = found.compactMap { identifier(of: $0, reference.kind) }.joined(separator: ", ")
                name.problem(
                    "\(found.count) \(noun)s have the \(word) '\(wanted.prefix(128))' (\(ids)); use \(reference.field)")
            }
            return found.count == 1 ? found[0] : nil
        case (_?, let name?):
            name.problem("use \(reference.key) or \(reference.field), not both")
            return nil
        }
    }

    private func identifier(of reference: SeedFile.Reference, _ kind: String) -> String? {
        switch reference {
        case .existing(let id): id
        case .entry(let index):
            switch kind {
            case ResourceType.organization.object: seed.organizations[index].id
            case ResourceType.user.object: seed.users[index].id
            default: seed.resources[index].id
            }
        }
    }

    /// The name under which something is known: addresses are the same whatever the case of their letters.
    static func name(_ text: String, _ kind: String) -> String {
        kind == "user" ? text.lowercased() : text
    }

    static func noun(_ kind: String) -> String {
        String(kind.map { $0 == "_" ? " " : $0 })
    }
}
