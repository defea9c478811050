/// A slow hash of something that a person, or a seed file, chose, in the text form that names its algorithm, cost and
/// salt: `$scrypt$ln=14,r=8,p=5$<salt>$<hash>`.
package struct PasswordHash: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init(text: String) { self.text = text }

    package var description: String { "[redacted]" }
}
