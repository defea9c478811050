package import JSON

/// Why the control API refused. Equal when the codes are.
package struct ControlError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The request is not of the form that the call takes.
        case invalidRequest = "invalid_request"
        /// The token is missing or wrong.
        case unauthorized
        /// The request came by another name than this machine's, or from another site's page.
        case forbidden
        case notFound = "not_found"
        /// The body is not JSON.
        case unsupportedMediaType = "unsupported_media_type"
        /// The seed has problems.
        case invalidSeed = "invalid_seed"
        /// The state is none that this program can take.
        case invalidState = "invalid_state"
        /// It does not go together with what there is.
        case conflict
        /// The database does not answer.
        case unavailable
    }

    package var code: Code
    /// For the caller.
    package var description: String
    /// All that is wrong in a seed.
    package var problems: [SeedProblem]
    /// For the log.
    package var detail: String?

    package init(_ code: Code, _ description: String, problems: [SeedProblem] = [], detail: String? = nil) {
        self.code = code
        self.description = description
        self.problems = problems
        self.detail = detail
    }

    package static func == (left: ControlError, right: ControlError) -> Bool { left.code == right.code }

    package var json: JSONValue {
        var object: JSONObject = ["error": .string(code.rawValue), "error_description": .string(description)]
        if !problems.isEmpty {
            object["problems"] = .array(
                problems.map {
                    ["line": .integer(Int64($0.line)), "key": .string($0.key), "message": .string($0.message)]
                })
        }
        return .object(object)
    }
}
