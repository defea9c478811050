import OAuth
import Testing
import WorkOSEmulator

/// Reads seed files in tests.
enum Seeds {
    static func read(_ text: String) throws(SeedError) -> SeedFile { try SeedReader.read(text) }

    /// What is wrong with a file that must not be good.
    static func problems(_ text: String) throws -> [SeedProblem] {
        try #require(throws: SeedError.self) { try SeedReader.read(text) }.problems
    }

    /// Line and key of every problem.
    static func places(_ text: String) throws -> [String] { try problems(text).map { "\($0.line) \($0.key)" } }

    static let secret = "a-secret-of-22-or-more"

    /// An application of the one organization, with more lines of its own.
    static func application(_ lines: String...) -> String {
        """
        organizations:
          - name: Acme
        connectApplications:
          - name: Agent
            organization: Acme
        """ + lines.map { "\n    " + $0 }.joined()
    }

    /// An API key of the one organization, with more lines of its own.
    static func apiKey(_ lines: String...) -> String {
        """
        organizations:
          - name: Acme
        apiKeys:
          - name: Key
            organization: Acme
        """ + lines.map { "\n    " + $0 }.joined()
    }
}
