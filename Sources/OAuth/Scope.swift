/// The scopes of a request or a token: an ordered list without repetition (RFC 6749 §3.3).
package struct ScopeSet: Sendable, Hashable {
    package private(set) var values: [String]

    /// Takes scope tokens, dropping repetitions; `nil` when one of them is not a scope token.
    package init?(validating values: some Sequence<String>) {
        var unique: [String] = []
        var seen: Set<String> = []
        for value in values {
            guard ScopeSet.isScopeToken(value) else { return nil }
            if seen.insert(value).inserted { unique.append(value) }
        }
        self.values = unique
    }

    /// Reads the value of a `scope` parameter; `nil` when a character is not allowed. Empty text gives no scopes.
    package init?(parameter: String) {
        self.init(validating: parameter.split(separator: " ").map(String.init))
    }

    package static let none = ScopeSet()
    private init() { values = [] }

    package var isEmpty: Bool { values.isEmpty }

    /// The value of a `scope` parameter or claim.
    package var parameter: String { values.joined(separator: " ") }

    package func contains(_ scope: String) -> Bool { values.contains(scope) }

    package func isSuperset(of other: ScopeSet) -> Bool { other.values.allSatisfy(values.contains) }

    /// RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`.
    private static func isScopeToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
    }
}
