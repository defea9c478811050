/// The parameters of one request by name, after the checks that every OAuth endpoint makes (RFC 6749 §3.1 and §3.2): a
/// parameter without a value counts as omitted, one that is not known is ignored, and none stands twice.
struct RequestParameters {
    private let single: [String: String]
    private let lists: [String: [String]]

    /// - Parameters:
    ///   - names: the parameters that the endpoint reads.
    ///   - repeatable: those among them that may stand more than once.
    /// - Throws: `invalid_request` for one that stands twice or has a control character. `scope` is left to its own
    ///   grammar.
    init(
        _ pairs: [(name: String, value: String)], names: Set<String>, repeatable: Set<String> = ["resource"]
    ) throws(OAuthError) {
        var single: [String: String] = [:]
        var lists: [String: [String]] = [:]
        for (name, value) in pairs where !value.isEmpty && names.contains(name) {
            // RFC 6749 appendix A has no control characters anywhere.
            guard name == "scope" || !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw OAuthError(.invalidRequest, "\(name) has a control character")
            }
            if repeatable.contains(name) {
                lists[name, default: []].append(value)
            } else if single.updateValue(value, forKey: name) != nil {
                throw OAuthError(.invalidRequest, "\(name) stands twice; send each parameter once")
            }
        }
        self.single = single
        self.lists = lists
    }

    /// The value of a parameter that stands at most once.
    subscript(name: String) -> String? { single[name] }

    /// The values of a parameter that may stand more than once, in order.
    func all(_ name: String) -> [String] { lists[name] ?? [] }

    func secret(_ name: String) -> Secret? { single[name].map { Secret($0) } }

    /// - Throws: `invalid_request` that names the parameter when it is missing.
    func required(_ name: String) throws(OAuthError) -> String {
        guard let value = single[name] else { throw OAuthError(.invalidRequest, "\(name) is missing") }
        return value
    }

    /// - Throws: `invalid_request` that names the parameter when it is missing.
    func requiredSecret(_ name: String) throws(OAuthError) -> Secret { Secret(try required(name)) }

    /// `scope`; `nil` when it is absent or has no scope in it.
    /// - Throws: `invalid_scope` when it breaks the grammar.
    func scope() throws(OAuthError) -> ScopeSet? {
        guard let text = single["scope"] else { return nil }
        guard let scope = ScopeSet(parameter: text) else {
            throw OAuthError(.invalidScope, "scope has a character that RFC 6749 section 3.3 does not allow")
        }
        return scope.isEmpty ? nil : scope
    }

    /// What is read of a client's authentication.
    func authentication() throws(OAuthError) -> ClientAuthenticationParameters {
        try ClientAuthenticationParameters(single)
    }
}
