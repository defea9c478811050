internal import OAuth
internal import Yams

/// Reads a seed file in YAML or JSON and checks all of it before anything is created.
package struct SeedReader {
    let report = SeedReport()
    var seed = SeedFile()
    var clientIDs: Set<String> = []
    private var keyValues: Set<String> = []

    private init() {}

    /// - Throws: `SeedError` with every problem.
    package static func read(_ text: String) throws(SeedError) -> SeedFile {
        let root: Node?
        do {
            root = try Yams.compose(yaml: SurrogatePairs.combined(in: text))
        } catch {
            throw SeedError(problems: [SeedReader.problem(error)])
        }
        guard let root, root.null == nil else { return SeedFile() }
        var reader = SeedReader()
        reader.readRoot(SeedNode(node: root, key: "", report: reader.report))
        guard reader.report.problems.isEmpty else {
            throw SeedError(problems: reader.report.problems.sorted { $0.line < $1.line })
        }
        return reader.seed
    }

    private static func problem(_ error: any Error) -> SeedProblem {
        let message = "is neither valid YAML nor valid JSON"
        switch error as? YamlError {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            return SeedProblem(line: mark.line, key: "file", message: message)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.sorted().map(\.debugDescription).joined(separator: ", ")
            return SeedProblem(line: context.mark.line, key: "file", message: "\(names) stands twice in one mapping")
        default: return SeedProblem(line: 1, key: "file", message: message)
        }
    }

    private mutating func readRoot(_ root: SeedNode) {
        let members = root.members(known: ["organizations", "users", "connectApplications", "apiKeys"])
        members["organizations"].map { readOrganizations($0) }
        members["users"].map { readUsers($0) }
        members["connectApplications"].map { readApplications($0) }
        members["apiKeys"].map { readAPIKeys($0) }
    }

    private mutating func readOrganizations(_ list: SeedNode) {
        var ids: Set<String> = []
        for element in list.elements {
            let members = element.members(known: ["id", "name"])
            let id = members["id"]?.text
            if let id, !ids.insert(id).inserted { members["id"]?.problem("stands twice; identifiers are unique") }
            guard let name = require("name", members, element)?.text else { continue }
            let twins = seed.organizations.filter { $0.name == name }
            if !twins.isEmpty, id == nil || twins.contains(where: { $0.id == nil }) {
                element.problem("organizations of one name are told apart by ids: give each of them one")
            }
            seed.organizations.append(SeedFile.OrganizationSeed(id: id, name: name))
        }
    }

    private mutating func readAPIKeys(_ list: SeedNode) {
        for element in list.elements {
            let members = element.members(
                known: ["name", "organization", "organization_id", "value", "permissions", "expires_at"])
            let name = require("name", members, element)?.text
            let value = require("value", members, element)?.text
            if let value {
                if !value.hasPrefix("sk_") { members["value"]?.problem("must begin with sk_") }
                if !keyValues.insert(value).inserted { members["value"]?.problem("stands twice; keys are unique") }
            }
            let permissions = members["permissions"].map(\.scopes) ?? ScopeSet.none
            var expiresAt: Timestamp?
            if let date = members["expires_at"] {
                expiresAt = date.node.string.flatMap(Timestamp.init(rfc3339:))
                if expiresAt == nil { date.problem("must be an RFC 3339 date, such as 2027-01-15T12:00:00Z") }
            }
            guard let organization = organization(of: members, element), let name, let value, let permissions else {
                continue
            }
            seed.apiKeys.append(
                SeedFile.APIKeySeed(
                    name: name, organization: organization, value: Secret(value),
                    permissions: permissions, expiresAt: expiresAt))
        }
    }

    func require(_ name: String, _ members: [String: SeedNode], _ parent: SeedNode) -> SeedNode? {
        if members[name] == nil { parent.problem("needs \(name)") }
        return members[name]
    }

    /// The one organization that `organization_id`, or the name in `organization`, stands for.
    func organization(
        of members: [String: SeedNode], _ parent: SeedNode
    ) -> SeedFile.OrganizationIndex? {
        switch (members["organization_id"], members["organization"]) {
        case (nil, nil):
            parent.problem("needs organization (a name) or organization_id")
            return nil
        case (let id?, nil):
            guard let wanted = id.text else { return nil }
            let index = seed.organizations.firstIndex { $0.id == wanted }
            if index == nil { id.problem("no organization in this file has this id") }
            return index
        case (nil, let name?):
            guard let wanted = name.text else { return nil }
            let matches = seed.organizations.indices.filter { seed.organizations[$0].name == wanted }
            if matches.isEmpty { name.problem("no organization in this file has this name") }
            if matches.count > 1 {
                name.problem("\(matches.count) organizations have this name; use organization_id")
            }
            return matches.count == 1 ? matches[0] : nil
        case (_?, let name?):
            name.problem("use organization or organization_id, not both")
            return nil
        }
    }
}
