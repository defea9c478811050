/// Something is wrong with the arguments: one line that names the flag and the mend, and never a value.
package struct SmokeUsageError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
