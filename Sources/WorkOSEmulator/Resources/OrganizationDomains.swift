internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// A domain that an organization says is its own.
    package static let organizationDomain = ResourceType(
        "organization_domain", title: "Organization Domain", prefix: "org_domain_",
        fields: [
            .reference("organization_id", .organization).required().fixed(),
            .text("domain", 1...253).required().fixed().caseless().unique("domain_already_exists", status: .conflict),
            Field("state", .choice(["failed", "legacy_verified", "pending", "unverified", "verified"]))
                .internalOnly().or("pending"),
            .text("verification_prefix").internalOnly(), .text("verification_token").internalOnly(),
            Field("verification_strategy", .choice(["dns", "manual"])).internalOnly().or("dns"),
        ],
        routes: [
            .create("/organization_domains"), .read("/organization_domains/{id}"),
            .delete("/organization_domains/{id}"),
        ],
        seed: SeedBlock(
            "organizationDomains",
            references: [.init("organization", field: "organization_id", kind: "organization")], identity: "domain"),
        writing: OrganizationDomains.write)
}

/// Domains, as resources of their own and as members of an organization.
enum OrganizationDomains {
    /// Domains of one organization that a request can set.
    private static let mostDomains = 100

    static let operations = [Operation(.post, "/organization_domains/{id}/verify", verify)]

    static func write(_ draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        let domain = draft.resource.fields["domain"]?.string ?? ""
        guard isDomain(domain) else {
            throw .invalid("domain", "invalid_domain", "'\(domain)' is not a domain such as example.com.")
        }
        guard draft.isNew else { return }
        draft.resource.fields["domain"] = .string(domain.lowercasedASCII)
        draft.resource.fields["verification_prefix"] = "claviger-domain-verification"
        draft.resource.fields["verification_token"] = .string(context.random.token().revealed())
    }

    /// DNS is not asked: on a developer's machine nobody owns the domains of the tests.
    @Sendable
    private static func verify(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let verified = try await context.set(.organizationDomain, request.parameter("id")) { domain throws(APIError) in
            guard domain.fields["state"] != "verified" else {
                throw APIError(.badRequest, "domain_already_verified", "Domain is already verified.")
            }
            domain.fields["state"] = "verified"
        }
        return APIAnswer(try await context.show(.organizationDomain, verified), status: 201)
    }

    /// The organizations that have one of these domains.
    static func owners(of domains: [String], _ context: EmulatorContext) async throws(APIError) -> [String] {
        var owners: [String] = []
        for domain in domains.prefix(100) {
            let key = ResourceKey("domain", domain.lowercasedASCII)
            let found = try await stored {
                try await context.store.resource(kind: ResourceType.organizationDomain.object, key: key)
            }
            if let owner = found?.fields["organization_id"]?.string { owners.append(owner) }
        }
        return owners
    }

    /// The domains of organizations as the API shows them.
    static func domains(
        of organizations: [Resource], _ context: EmulatorContext
    ) async throws(APIError) -> [String: [JSONValue]] {
        var shown = Dictionary(organizations.map { ($0.id, [JSONValue]()) }) { first, _ in first }
        for domain in try await context.all(.organizationDomain, "organization_id", anyOf: organizations.map(\.id)) {
            guard let owner = domain.text("organization_id") else { continue }
            shown[owner, default: []].append(ResourceType.organizationDomain.shown(domain))
        }
        return shown
    }

    // MARK: - As members of an organization's request

    /// Gives an organization the domains that `domain_data`, or the older `domains`, says, and takes all others away.
    static func replace(in draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        guard let wanted = try wanted(draft.body) else { return }
        let current =
            draft.isNew ? [] : try await context.all(.organizationDomain, "organization_id", draft.resource.id)
        for domain in current where !wanted.contains(where: { domain.fields["domain"]?.string == $0.domain }) {
            draft.also.append(.delete(id: domain.id, kind: domain.kind))
        }
        for (domain, state) in wanted where !current.contains(where: { $0.fields["domain"]?.string == domain }) {
            var new = Draft(
                body: [:],
                resource: Resource(
                    id: context.identifiers.next(ResourceType.organizationDomain.prefix),
                    kind: ResourceType.organizationDomain.object, createdAt: context.clock.now()), previous: nil)
            try ResourceType.organizationDomain.read(
                ["organization_id": .string(draft.resource.id), "domain": .string(domain)],
                into: &new.resource.fields, isNew: true)
            new.resource.fields["state"] = .string(state)
            try await write(&new, context)
            ResourceType.organizationDomain.index(&new.resource)
            try await refuseTaken(domain, context)
            draft.also.append(.insert(new.resource))
        }
    }

    /// Unlike the store's own check this one can say which domain it is.
    private static func refuseTaken(_ domain: String, _ context: EmulatorContext) async throws(APIError) {
        guard try await owners(of: [domain], context).isEmpty else {
            throw APIError(
                .conflict, "domain_already_exists", "The domain '\(domain)' belongs to another organization already.")
        }
    }

    private static func wanted(_ body: JSONObject) throws(APIError) -> [(domain: String, state: String)]? {
        var wanted: [(domain: String, state: String)] = []
        if let data = body["domain_data"], data != .null {
            for element in data.array ?? [.null] {
                guard let domain = element["domain"]?.string, let state = element["state"]?.string,
                    ["pending", "verified"].contains(state)
                else {
                    throw .invalid(
                        "domain_data", "invalid", "domain_data must be a list of {domain, state: pending or verified}.")
                }
                wanted.append((domain.lowercasedASCII, state))
            }
        } else if let domains = body["domains"], domains != .null {
            guard let texts = domains.strings else {
                throw .invalid("domains", "invalid_type", "domains must be a list of strings.")
            }
            // The older form is taken as it was: its domains count as verified.
            wanted = texts.map { ($0.lowercasedASCII, "verified") }
        } else {
            return nil
        }
        guard wanted.count <= mostDomains else {
            throw .invalid("domains", "too_many", "An organization can have at most \(mostDomains) domains.")
        }
        var seen: Set<String> = []
        return wanted.filter { seen.insert($0.domain).inserted }
    }

    static func isDomain(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy {
                        $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                            || (0x61...0x7A).contains($0) || $0 >= 0x80
                    }
            }
    }
}
