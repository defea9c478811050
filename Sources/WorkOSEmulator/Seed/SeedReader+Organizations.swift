internal import JSON
internal import OAuth

extension SeedReader {
    mutating func readOrganizations(_ list: SeedNode) {
        let type = ResourceType.organization
        for element in list.elements {
            let members = element.members(
                known: SeedReader.members(of: type) + ["domains", "domain_data", "memberships"])
            let id = identifier(members)
            var body = fields(type, members, element)
            readDomains(members, &body)
            guard let name = body["name"]?.string else { continue }
            if !twins.add(type.object, name, isPinned: id != nil) {
                element.problem("organizations of one name are told apart by ids: give each of them one")
            }
            let known = id.map { register.find(kind: type.object, id: $0) != nil } ?? false
            let isKnown = known || id == nil && register.find(kind: type.object, name: name).count == 1
            register.add(
                .entry(seed.organizations.count), kind: type.object, id: id, name: isKnown ? nil : name)
            members["memberships"].map { organizationMembers.append(($0, .entry(seed.organizations.count))) }
            seed.organizations.append(
                SeedFile.OrganizationSeed(id: id, name: name, body: body, place: element.place))
        }
    }

    /// Domains: texts, which count as verified, or `{domain, state}`.
    private mutating func readDomains(_ members: [String: SeedNode], _ body: inout JSONObject) {
        if members["domains"] != nil { members["domain_data"]?.problem("use domains or domain_data, not both") }
        guard let list = members["domains"] ?? members["domain_data"] else { return }
        var data: [JSONValue] = []
        for element in list.elements {
            var domain = element
            var state = "verified"
            if element.isMapping {
                let members = element.members(known: ["domain", "state"])
                guard let node = require("domain", members, element) else { continue }
                domain = node
                if let node = members["state"], let text = node.text {
                    state = text
                    if !["pending", "verified"].contains(text) { node.problem("must be pending or verified") }
                }
            }
            guard let text = domain.text else { continue }
            if let refusal = SeedChecks.domain(.string(text)) { domain.problem(refusal) }
            if !register.take("domain", text.lowercasedASCII) {
                domain.problem("stands twice; a domain belongs to one organization")
            }
            data.append(["domain": .string(text), "state": .string(state)])
        }
        body["domain_data"] = .array(data)
    }
}
