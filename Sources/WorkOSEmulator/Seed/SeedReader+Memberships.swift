internal import JSON
internal import Storage

extension SeedReader {
    /// The organizations that a person belongs to.
    mutating func readMemberships(_ list: SeedNode) -> [SeedFile.MembershipSeed] {
        var memberships: [SeedFile.MembershipSeed] = []
        for element in list.elements {
            let members = element.members(
                known: ["id", "organization", "organization_id", "role", "roles", "status"])
            let partial = readMembership(members)
            guard let organization = organization(of: members, element) else { continue }
            if memberships.contains(where: { $0.organization == organization }) {
                element.problem("the person is a member of this organization already")
            } else {
                memberships.append(partial(organization))
            }
        }
        return memberships
    }

    /// The people of the file who belong to an organization.
    mutating func readMembers(_ list: SeedNode, of organization: SeedFile.Reference) {
        let person = SeedBlock.Reference("user", field: "user_id", kind: ResourceType.user.object)
        for element in list.elements {
            let members = element.members(known: ["id", "user", "user_id", "role", "roles", "status"])
            let partial = readMembership(members)
            guard let found = reference(person, of: members, element, isRequired: true) else { continue }
            guard case .entry(let index) = found else {
                element.problem("the person is not in this file: list them under users, with their memberships")
                continue
            }
            if seed.users[index].memberships.contains(where: { $0.organization == organization }) {
                element.problem("the person is a member of this organization already")
            } else {
                seed.users[index].memberships.append(partial(organization))
            }
        }
    }

    /// What a membership has besides whose it is and in which organization.
    private mutating func readMembership(
        _ members: [String: SeedNode]
    ) -> (SeedFile.Reference) -> SeedFile.MembershipSeed {
        let id = identifier(members)
        let roles = readRoles(members)
        var status = OrganizationMembership.Status.active
        if let node = members["status"], let text = node.text {
            if let read = OrganizationMembership.Status(rawValue: text) {
                status = read
            } else {
                node.problem("must be active, inactive or pending")
            }
        }
        return { SeedFile.MembershipSeed(id: id, organization: $0, roles: roles, status: status) }
    }

    private func readRoles(_ members: [String: SeedNode]) -> [String] {
        var nodes: [SeedNode] = []
        if let role = members["role"] {
            members["roles"]?.problem("use role or roles, not both")
            nodes = [role]
        } else if let list = members["roles"] {
            nodes = list.elements
        }
        var read: [String] = []
        for node in nodes {
            guard let role = node.text else { continue }
            if !roles.isEmpty, role != OrganizationMembership.defaultRole, !roles.contains(role) {
                let meant = Nearest.word(to: role, among: roles).map { "; did you mean '\($0)'?" } ?? ""
                node.problem("'\(role.prefix(64))' is none of the roles\(meant)")
            } else if read.contains(role) {
                node.problem("stands twice")
            } else {
                read.append(role)
            }
        }
        return read
    }
}
