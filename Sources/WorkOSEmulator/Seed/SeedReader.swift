internal import JSON
internal import Storage
internal import Yams

/// Reads a seed file in YAML or JSON and checks all of it before anything is created.
package struct SeedReader {
    let report = SeedReport()
    var seed = SeedFile()
    var register: SeedRegister
    /// The roles that memberships can have; empty: any.
    var roles: [String] = []

    /// Those of one name, which only identifiers tell apart.
    var twins = SeedTwins()

    /// The lists of members that organizations have, to be read after the people.
    var organizationMembers: [(list: SeedNode, organization: SeedFile.Reference)] = []

    private init(existing: [SeedKnown]?) {
        register = SeedRegister(existing: existing ?? [])
        roles = (existing ?? []).filter { $0.kind == ResourceType.role.object }.compactMap(\.name)
        seed.isAddition = existing != nil
    }

    /// - Parameter existing: for a file that adds to what there is: that, which its entries can name too.
    /// - Throws: `SeedError` with every problem.
    package static func read(_ text: String, existing: [SeedKnown]? = nil) throws(SeedError) -> SeedFile {
        let root: Node?
        do {
            root = try Yams.compose(yaml: SurrogatePairs.combined(in: text))
        } catch {
            throw SeedError(problems: [SeedReader.problem(error)])
        }
        var reader = SeedReader(existing: existing)
        guard let root, root.null == nil else { return reader.seed }
        reader.readRoot(SeedNode(node: root, key: "", report: reader.report))
        guard reader.report.problems.isEmpty else {
            throw SeedError(problems: reader.report.problems.sorted { $0.line < $1.line })
        }
        return reader.seed
    }

    /// The first key of a configuration file, when it is one and no seed file.
    package static func configurationKey(in text: String) -> String? {
        guard case .mapping(let mapping)? = try? Yams.compose(yaml: text) else { return nil }
        let keys: Set = [
            "server", "storage", "encryption", "authorization_server", "vault", "gateway", "control", "observability",
        ]
        return mapping.keys.compactMap(\.string).first(where: keys.contains)
    }

    private static func problem(_ error: any Error) -> SeedProblem {
        let message = "is neither valid YAML nor valid JSON"
        switch error as? YamlError {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            return SeedProblem(line: mark.line, key: "file", message: message)
        case .duplicatedKeysInMapping(let duplicates, let context):
            // The keys of one mapping are API keys.
            let names = duplicates.sorted().map { $0.contains("sk_") ? "an API key" : $0.debugDescription }
            return SeedProblem(
                line: context.mark.line, key: "file",
                message: "\(names.joined(separator: ", ")) stands twice in one mapping")
        default: return SeedProblem(line: 1, key: "file", message: message)
        }
    }

    /// The types whose blocks have no more to them than their declarations say, in the order in which they are made.
    static let declared: [ResourceType] = {
        let special: Set<String> = ["organizations", "users", "connectApplications", "apiKeys", "jwtTemplate"]
        return WorkOSAPI.types.filter { type in type.seed.map { !special.contains($0.key) } ?? false }
    }()

    private mutating func readRoot(_ root: SeedNode) {
        let declared = SeedReader.declared
        let known = ["organizations", "users", "connectApplications", "apiKeys", "jwtTemplate", "authkit"]
        let members = root.members(known: known + declared.compactMap { $0.seed?.key })
        members["organizations"].map { readOrganizations($0) }
        members["roles"].map { readRoleNames($0) }
        members["users"].map { readUsers($0) }
        for (list, organization) in organizationMembers { readMembers(list, of: organization) }
        for type in declared { type.seed.flatMap { members[$0.key] }.map { readResources($0, type) } }
        members["jwtTemplate"].map { readTemplate($0) }
        members["authkit"].map { readAuthKit($0) }
        members["connectApplications"].map { readApplications($0) }
        members["apiKeys"].map { readAPIKeys($0) }
        checkPermissions()
    }
}
