internal import OAuth

extension SeedReader {
    mutating func readUsers(_ list: SeedNode) {
        let known = ["id", "email", "password", "first_name", "last_name", "email_verified", "memberships"]
        var ids: Set<String> = []
        var addresses: Set<String> = []
        for element in list.elements {
            let members = element.members(known: known)
            let id = members["id"]?.text
            if let id, !ids.insert(id).inserted { members["id"]?.problem("stands twice; identifiers are unique") }
            let email = require("email", members, element)?.text
            if let email {
                if !SeedReader.isAddress(email) {
                    members["email"]?.problem("must be an address, such as a@example.com")
                }
                if !addresses.insert(email.lowercased()).inserted {
                    members["email"]?.problem("stands twice; addresses are unique, whatever their case")
                }
            }
            let password = members["password"]?.text
            if let password, password.utf8.count > 1024 {
                members["password"]?.problem("must have at most 1024 bytes")
            }
            let memberships = members["memberships"].map { readMemberships($0) } ?? []
            guard let email else { continue }
            seed.users.append(
                SeedFile.UserSeed(
                    id: id, email: email, password: password.map { Secret($0) },
                    firstName: members["first_name"]?.text, lastName: members["last_name"]?.text,
                    isEmailVerified: members["email_verified"]?.flag ?? false, memberships: memberships))
        }
    }

    private func readMemberships(_ list: SeedNode) -> [SeedFile.OrganizationIndex] {
        var indices: [SeedFile.OrganizationIndex] = []
        for element in list.elements {
            let members = element.members(known: ["organization", "organization_id"])
            guard let index = organization(of: members, element) else { continue }
            if indices.contains(index) {
                element.problem("the person is a member of this organization already")
            } else {
                indices.append(index)
            }
        }
        return indices
    }

    /// One `@` with something on either side; whether it can be reached is not for a seed file to prove.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(" ") } && text.utf8.count <= 255
    }
}
