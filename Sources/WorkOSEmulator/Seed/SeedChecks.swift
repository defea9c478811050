internal import JSON

/// What the behaviours of types would refuse, so that it is told with its line before anything is made.
enum SeedChecks {
    /// - Returns: the member that cannot be, and why.
    static func refusal(_ kind: String, _ body: JSONObject) -> (member: String, message: String)? {
        switch kind {
        case ResourceType.corsOrigin.object:
            guard CORSOrigins.normalized(body["origin"]?.string ?? "") == nil else { return nil }
            return ("origin", "must be a scheme, a host and perhaps a port, such as https://app.example.com")
        case ResourceType.organizationDomain.object: return domain(body["domain"]).map { ("domain", $0) }
        case ResourceType.user.object:
            guard let locale = body["locale"]?.string, !Users.isLocale(locale) else { return nil }
            return ("locale", "must be a language tag such as en-US")
        case ResourceType.connection.object: return connection(body)
        default: return nil
        }
    }

    /// Why the value is no domain.
    static func domain(_ value: JSONValue?) -> String? {
        OrganizationDomains.isDomain(value?.string ?? "") ? nil : "must be a domain such as example.com"
    }

    private static func connection(_ body: JSONObject) -> (member: String, message: String)? {
        if let domains = body["domains"] {
            guard let elements = domains.array, elements.allSatisfy({ domain($0["domain"] ?? $0) == nil }) else {
                return ("domains", "must be a list of domains such as example.com")
            }
        }
        if let profiles = body["profiles"] {
            guard let elements = profiles.array,
                elements.allSatisfy({ EmailAddress.isWellFormed($0["email"]?.string ?? "") })
            else { return ("profiles", "must be a list of people, each with an email") }
        }
        return nil
    }
}
