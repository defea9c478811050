package import JSON
package import OAuth
package import Storage

/// Why an operation did not do what it was asked. Equal when status and code are.
package struct APIError: Error, Sendable, Equatable {
    package enum Status: Int, Sendable, Hashable {
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case conflict = 409
        case unsupportedMediaType = 415
        case unprocessable = 422
        case tooManyRequests = 429
        case internalError = 500
        case unavailable = 503
    }

    /// What is wrong with one member of the request.
    package struct Problem: Sendable, Hashable {
        package var field: String
        /// A word for programs, such as `required`.
        package var code: String
        /// For people.
        package var message: String

        package init(_ field: String, _ code: String, _ message: String) {
            self.field = field
            self.code = code
            self.message = message
        }
    }

    package var status: Status
    package var code: String?
    package var message: String
    package var problems: [Problem]
    /// Further members of the answer, such as a pending authentication token.
    package var members: JSONObject
    /// Whether it has the form of OAuth's errors: `error` and `error_description`.
    package var isOAuth = false
    /// Seconds to wait.
    package var retryAfter: Int64?
    /// For the log.
    package var detail: String?

    package init(
        _ status: Status, _ code: String?, _ message: String, problems: [Problem] = [], members: JSONObject = [:],
        retryAfter: Int64? = nil, detail: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.problems = problems
        self.members = members
        self.retryAfter = retryAfter
        self.detail = detail
    }

    package static func == (left: APIError, right: APIError) -> Bool {
        left.status == right.status && left.code == right.code
    }

    /// The body of the answer.
    package var json: JSONValue {
        var object: JSONObject = [:]
        if isOAuth {
            object["error"] = .string(code ?? "server_error")
            object["error_description"] = .string(message)
        } else {
            object["code"] = code.map(JSONValue.string)
            object["message"] = .string(message)
        }
        if !problems.isEmpty {
            object["errors"] = .array(
                problems.map { problem in
                    .object([
                        "field": .string(problem.field), "code": .string(problem.code),
                        "message": .string(problem.message),
                    ])
                })
        }
        for member in members.members { object[member.name] = member.value }
        return .object(object)
    }
}

extension APIError {
    /// - Parameter title: what it is, as the message calls it: `Organization`.
    package static func notFound(_ title: String, _ id: String) -> APIError {
        APIError(
            .notFound, "entity_not_found", "\(title) not found: '\(id.prefix(256))'.",
            members: ["entity_id": .string(String(id.prefix(256)))])
    }

    /// The request has members that cannot be.
    package static func invalid(_ problems: [Problem]) -> APIError {
        APIError(
            .unprocessable, "invalid_request_parameters",
            "Validation failed. " + problems.map(\.message).joined(separator: " "), problems: problems)
    }

    package static func invalid(_ field: String, _ code: String, _ message: String) -> APIError {
        invalid([Problem(field, code, message)])
    }

    /// An error of an OAuth endpoint (RFC 6749 §5.2).
    package static func oauth(_ status: Status, _ code: String, _ description: String) -> APIError {
        var error = APIError(status, code, description)
        error.isOAuth = true
        return error
    }

    /// The authorization server's error, in its own form.
    package init(_ error: OAuthError) {
        let status: Status =
            switch error.code {
            case .invalidClient, .loginRequired: .unauthorized
            case .accessDenied: .forbidden
            case .tooManyRequests: .tooManyRequests
            case .serverError: .internalError
            case .temporarilyUnavailable: .unavailable
            default: .badRequest
            }
        self.init(
            status, error.code.rawValue, error.description, retryAfter: error.retryAfter, detail: error.detail)
        isOAuth = true
    }

    /// What a store could not do, and no operation has a better word for.
    package init(_ error: StorageError) {
        switch error.code {
        case .conflict:
            self.init(.conflict, "conflict", "It was changed by another request meanwhile; read it and try again.")
        case .keyTaken(let name):
            self.init(.conflict, "\(name)_already_used", "There is another one with this \(name) already.")
        case .unstorableText:
            self.init(.unprocessable, "invalid_request_parameters", "Validation failed. A text has a NUL character.")
        default:
            self.init(
                .unavailable, "unavailable", "The server cannot reach its database at the moment.", retryAfter: 2)
        }
        detail = error.detail
    }
}

/// Calls a store, with its errors as answers.
@discardableResult
package func stored<Value>(
    _ body: () async throws -> Value
) async throws(APIError) -> Value {
    do {
        return try await body()
    } catch let error as StorageError {
        throw APIError(error)
    } catch let error as APIError {
        throw error
    } catch {
        throw APIError(.internalError, "internal_error", "Something went wrong in the server.", detail: "\(error)")
    }
}
