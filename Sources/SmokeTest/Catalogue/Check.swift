/// One question that is put to the server, with everything that a reader needs to know of it.
///
/// A check is a value: what it says of itself, and a function that judges. It holds no state; what one check learned
/// and another needs stands in the context.
package struct Check: Sendable {
    package let description: CheckDescription
    let judge: @Sendable (SmokeContext) async throws(Skip) -> Finding

    init(
        _ id: CheckID, in group: CheckGroup, _ title: String, rule: String, source: String,
        severity: Severity = .must, advice: String,
        judge: @escaping @Sendable (SmokeContext) async throws(Skip) -> Finding
    ) {
        description = CheckDescription(
            id: id, group: group, title: title, rule: rule, source: source, severity: severity, advice: advice)
        self.judge = judge
    }
}

/// What a check says of itself, whatever came of it.
package struct CheckDescription: Sendable, Hashable {
    package let id: CheckID
    package let group: CheckGroup
    /// What holds on a correct server, in a few words.
    package let title: String
    /// The rule in full.
    package let rule: String
    /// Where the rule comes from: sections of RFCs, versions of MCP.
    package let source: String
    package let severity: Severity
    /// How to mend a server that fails, in one sentence.
    package let advice: String

    package init(
        id: CheckID, group: CheckGroup, title: String, rule: String, source: String, severity: Severity, advice: String
    ) {
        self.id = id
        self.group = group
        self.title = title
        self.rule = rule
        self.source = source
        self.severity = severity
        self.advice = advice
    }
}

/// The stable name of a check, as `--only` and `--skip` take it.
package struct CheckID: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// What a check is about.
package enum CheckGroup: String, Sendable, CaseIterable {
    /// What strangers are told.
    case challenge
    /// The documents that say where tokens come from.
    case discovery
    /// Whether bad tokens are found out.
    case verification
    /// The protocol behind the token.
    case mcp

    package var title: String {
        switch self {
        case .challenge: "Challenge"
        case .discovery: "Discovery"
        case .verification: "Verification"
        case .mcp: "MCP"
        }
    }
}

/// How much a failure weighs (RFC 2119): only a `must` makes a run fail.
package enum Severity: String, Sendable {
    case must
    case should
    case info
}
