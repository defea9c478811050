import OAuth

// MARK: - The means to get a token

extension SmokeArguments {
    /// One argument that is a flag or comes from the environment.
    private struct Source {
        let flag: String
        let variable: String
        let typed: String?
    }

    /// What the flags give; where no flag gives any means, what the environment gives.
    func means(environment: (String) -> String?) throws(SmokeUsageError) -> AccessMeans {
        let sources = [
            Source(flag: "--token", variable: "CLAVIGER_TOKEN", typed: token),
            Source(flag: "--api-key", variable: "CLAVIGER_API_KEY", typed: apiKey),
            Source(flag: "--client-id", variable: "CLAVIGER_CLIENT_ID", typed: clientID),
            Source(flag: "--client-secret", variable: "CLAVIGER_CLIENT_SECRET", typed: clientSecret),
        ]
        let typed = sources.filter { $0.typed != nil }
        for source in typed where source.typed?.isEmpty == true {
            throw SmokeUsageError("\(source.flag): is empty; give a value or leave the flag out")
        }
        // A client's two halves may come from different places; other means in the environment give way to flags.
        let isClientTyped = typed.contains { $0.flag.hasPrefix("--client") }
        var values: [String: (value: String, name: String)] = [:]
        for source in sources {
            if let value = source.typed {
                values[source.flag] = (value, source.flag)
            } else if typed.isEmpty || (isClientTyped && source.flag.hasPrefix("--client")),
                let value = environment(source.variable), !value.isEmpty
            {
                values[source.flag] = (value, source.variable)
            }
        }
        return try means(values)
    }

    private func means(
        _ values: [String: (value: String, name: String)]
    ) throws(SmokeUsageError) -> AccessMeans {
        let client = values["--client-id"] ?? values["--client-secret"]
        let given = [values["--token"], values["--api-key"], client].compactMap(\.self)
        guard given.count <= 1 else {
            throw SmokeUsageError("\(given[1].name): cannot go together with \(given[0].name); give one of them")
        }
        if client == nil, scope != nil {
            throw SmokeUsageError("--scope: only goes with --client-id; add it, or leave --scope out")
        }
        if let token = values["--token"] { return .token(try bearer(token)) }
        if let key = values["--api-key"] { return .apiKey(try bearer(key)) }
        guard let client else { return .none }
        guard let clientID = values["--client-id"]?.value else {
            throw SmokeUsageError("\(client.name): needs --client-id (or CLAVIGER_CLIENT_ID) beside it")
        }
        guard let secret = values["--client-secret"]?.value else {
            throw SmokeUsageError("\(client.name): needs --client-secret (or CLAVIGER_CLIENT_SECRET) beside it")
        }
        let scopes = scope.map { ScopeSet(parameter: $0) }
        if case .some(nil) = scopes {
            throw SmokeUsageError("--scope: holds a character that no scope can have; give names between spaces")
        }
        return .clientCredentials(clientID: clientID, secret: Secret(secret), scope: scopes ?? nil)
    }

    private func bearer(_ source: (value: String, name: String)) throws(SmokeUsageError) -> Secret {
        guard source.value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw SmokeUsageError("\(source.name): holds spaces or other characters that no token has; remove them")
        }
        return Secret(source.value)
    }
}
