/// Text from outside as a person is shown it.
package enum DisplayText {
    /// The longest that is shown, in characters.
    package static let longest = 80
    /// A letter with its accents; more of them would cover the lines around it.
    private static let longestCharacter = 4

    /// The text on one line, without characters that are invisible or that change the order or the shape of others, and
    /// cut with an ellipsis; `nil` when nothing is left.
    package static func clean(_ text: String, longest: Int = longest) -> String? {
        var scalars = String.UnicodeScalarView()
        // A character has no upper limit of its own.
        for scalar in text.unicodeScalars.prefix(longest * 16) {
            if isSpace(scalar) {
                if let last = scalars.last, last != " " { scalars.append(" ") }
            } else if isVisible(scalar) {
                scalars.append(scalar)
            }
        }
        while scalars.last == " " { scalars.removeLast() }
        let characters = String(scalars).map { Array($0.unicodeScalars.prefix(longestCharacter)) }
        guard !characters.isEmpty else { return nil }
        var shown = String.UnicodeScalarView(characters.prefix(longest).joined())
        if characters.count > longest { shown.append("…") }
        return String(shown)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        // The blank of Braille is a symbol without ink.
        scalar.properties.isWhitespace || scalar.value == 0x2800
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }
}
