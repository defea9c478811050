internal import JSON
internal import WorkOSEmulator

/// What a call of the control API was given.
struct ControlRequest: Sendable {
    var body: JSONValue?
    var query: [(name: String, value: String)]
    /// The identifier in the path.
    var id: String

    /// The body of a call that needs one.
    func requiredBody() throws(ControlError) -> JSONValue {
        guard let body else { throw ControlError(.invalidRequest, "this call needs a body in JSON") }
        return body
    }

    /// The parameters of the query.
    /// - Throws: when there is one of another name, or one twice.
    func parameters(_ names: String...) throws(ControlError) -> [String: String] {
        var parameters: [String: String] = [:]
        for (name, value) in query {
            guard names.contains(name) else {
                throw ControlError(
                    .invalidRequest, "\(name.prefix(64)) is none of the parameters \(names.joined(separator: ", "))")
            }
            guard parameters.updateValue(value, forKey: name) == nil else {
                throw ControlError(.invalidRequest, "\(name) stands twice")
            }
        }
        return parameters
    }

    /// A number of the query.
    static func number(_ text: String?, _ name: String, _ range: ClosedRange<Int64>) throws(ControlError) -> Int64? {
        guard let text else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw ControlError(
                .invalidRequest, "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
