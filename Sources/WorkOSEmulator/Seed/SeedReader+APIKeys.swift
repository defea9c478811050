internal import AuthorizationServer
internal import OAuth
internal import Storage
internal import Yams

extension SeedReader {
    /// A list of keys, which take the place of the default one; or a mapping of keys that belong to nobody, beside it.
    mutating func readAPIKeys(_ node: SeedNode) {
        if case .mapping(let mapping) = node.node {
            for (index, (name, value)) in mapping.enumerated() {
                // The key of the mapping is a secret, so it is told by its place.
                let key = "\(node.key)[\(index)]"
                readManagementKey(
                    SeedNode(node: name, key: key, report: report), SeedNode(node: value, key: key, report: report))
            }
        } else {
            if case .sequence = node.node { seed.hasDefaultKey = false }
            for element in node.elements { readAPIKey(element) }
        }
    }

    private mutating func readManagementKey(_ name: SeedNode, _ value: SeedNode) {
        if value.node.null == nil {
            _ = value.members(known: ["environment"])["environment"].map(\.text)
        }
        guard let text = readValue(name) else { return }
        if seed.isAddition {
            name.problem("keys that belong to nobody are read at the start only; list keys with a name and an owner")
        }
        seed.managementKeys.append(Secret(text))
    }

    private mutating func readValue(_ node: SeedNode) -> String? {
        guard let value = node.text else { return nil }
        if !value.utf8.starts(with: APIKeyAuthenticator.prefix.utf8) {
            node.problem("must begin with \(APIKeyAuthenticator.prefix)")
        }
        if value.utf8.count > 512 { node.problem("must have at most 512 bytes") }
        if !register.take("API key", value) { node.problem("stands twice; keys are unique") }
        return value
    }

    private mutating func readAPIKey(_ element: SeedNode) {
        let members = element.members(
            known: [
                "id", "name", "organization", "organization_id", "user", "user_id", "value", "permissions",
                "expires_at",
            ])
        let id = identifier(members)
        let name = require("name", members, element)?.text
        let value = require("value", members, element).flatMap { readValue($0) }
        let permissions = members["permissions"].map(\.scopes) ?? ScopeSet.none
        let expiresAt = members["expires_at"].flatMap(\.moment)
        let person = reference(
            SeedBlock.Reference("user", field: "user_id", kind: ResourceType.user.object), of: members, element,
            isRequired: false)
        let isPersons = members["user"] != nil || members["user_id"] != nil
        guard let organization = owner(members, element, isPersons: isPersons, person), let name, let value,
            let permissions
        else { return }
        seed.apiKeys.append(
            SeedFile.APIKeySeed(
                id: id, name: name, organization: organization, user: person, value: Secret(value),
                permissions: permissions, expiresAt: expiresAt))
    }

    /// The key's organization. A person's key is for one that they belong to, and it need not say which when there is one.
    private func owner(
        _ members: [String: SeedNode], _ element: SeedNode, isPersons: Bool, _ person: SeedFile.Reference?
    ) -> SeedFile.Reference? {
        let isNamed = members["organization"] != nil || members["organization_id"] != nil
        guard isPersons else {
            guard isNamed else {
                element.problem("needs an owner: organization (a name), organization_id, user (an address) or user_id")
                return nil
            }
            return organization(of: members, element)
        }
        guard case .entry(let index)? = person else {
            // Whom another seed made, or nobody.
            return person == nil && !isNamed ? nil : organization(of: members, element)
        }
        let memberships = seed.users[index].memberships.filter { $0.status == .active }.map(\.organization)
        guard isNamed else {
            if memberships.count != 1 {
                element.problem(
                    "the person belongs to \(memberships.count) organizations; name one with organization or "
                        + "organization_id")
            }
            return memberships.count == 1 ? memberships[0] : nil
        }
        guard let organization = organization(of: members, element) else { return nil }
        if !memberships.contains(organization) {
            element.problem("the person does not belong to this organization: add it to their memberships")
        }
        return organization
    }
}
