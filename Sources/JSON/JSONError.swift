/// Why some bytes are not the JSON that was expected.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// The text does not follow the grammar of RFC 8259.
        case syntax
        /// The text is nested deeper than the reader allows.
        case tooDeep
        /// An object has two members of one name.
        case duplicateName
    }

    package var code: Code
    /// What was wrong, without any of the text itself.
    package var reason: String
    /// The offset of the first byte that could not be read.
    package var offset: Int

    package var description: String { "\(reason) at byte \(offset)" }
}
