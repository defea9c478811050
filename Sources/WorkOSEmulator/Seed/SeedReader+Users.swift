internal import AuthorizationServer
internal import JSON
internal import OAuth
internal import Storage

extension SeedReader {
    /// What a person's entry has besides what the API shows of people.
    private static let special = [
        "password", "password_hash", "password_hash_type", "password_salt_position", "email_verified", "memberships",
    ]

    mutating func readUsers(_ list: SeedNode) {
        let type = ResourceType.user
        let known = SeedReader.members(of: type).filter { !SeedReader.special.contains($0) }
        for element in list.elements {
            let members = element.members(known: known + SeedReader.special)
            let id = identifier(members)
            var body = fields(type, members.filter { !SeedReader.special.contains($0.key) }, element)
            if let email = body["email"]?.string, !SeedReader.isAddress(email) {
                members["email"]?.problem("must be an address, such as a@example.com")
            }
            let isEmailVerified = members["email_verified"]?.flag ?? false
            body["email_verified"] = .bool(isEmailVerified)
            let password = members["password"]?.text
            if let password, password.utf8.count > PasswordHasher.longestPassword {
                members["password"]?.problem("must have at most \(PasswordHasher.longestPassword) bytes")
            }
            let passwordHash = readHash(members)
            let memberships = members["memberships"].map { readMemberships($0) } ?? []
            guard let email = body["email"]?.string else { continue }
            let name = SeedReader.name(email, type.object)
            let isKnown = !register.find(kind: type.object, name: name).isEmpty
            register.add(.entry(seed.users.count), kind: type.object, id: id, name: isKnown ? nil : name)
            seed.users.append(
                SeedFile.UserSeed(
                    id: id, email: email, password: password.map { Secret($0) }, passwordHash: passwordHash,
                    isEmailVerified: isEmailVerified, body: body, memberships: memberships, place: element.place))
        }
    }

    /// A hash that another system made, with its type.
    private func readHash(_ members: [String: SeedNode]) -> PasswordHash? {
        guard let node = members["password_hash"] else {
            for name in ["password_hash_type", "password_salt_position"] {
                members[name]?.problem("goes with password_hash")
            }
            return nil
        }
        if members["password"] != nil { node.problem("use password or password_hash, not both") }
        let types = ImportedHashType.allCases.map(\.rawValue).joined(separator: ", ")
        guard let typeNode = members["password_hash_type"] else {
            node.problem("needs password_hash_type, one of \(types)")
            return nil
        }
        guard let type = typeNode.text.flatMap(ImportedHashType.init(rawValue:)) else {
            typeNode.problem("must be one of \(types)")
            return nil
        }
        var position = SaltPosition.suffix
        if let positionNode = members["password_salt_position"] {
            guard let read = positionNode.text.flatMap(SaltPosition.init(rawValue:)) else {
                positionNode.problem("must be prefix or suffix")
                return nil
            }
            position = read
        }
        guard let text = node.text else { return nil }
        do throws(PasswordError) {
            return try .imported(type: type, text: text, saltPosition: position)
        } catch {
            node.problem("cannot be taken: \(error.reason)")
            return nil
        }
    }

    /// One `@` with something on either side; whether it can be reached is not for a seed file to prove.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(" ") } && text.utf8.count <= 255
    }
}
