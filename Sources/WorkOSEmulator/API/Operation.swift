/// One operation of the WorkOS-compatible API.
package struct Operation: Sendable {
    /// Who may call it.
    package enum Access: Sendable, Hashable {
        /// Whoever has an API key for management.
        case management
        /// Anyone: the operation judges for itself.
        case open
    }

    package typealias Handler = @Sendable (APIRequest, EmulatorContext) async throws(APIError) -> APIAnswer

    package let method: APIRequest.Method
    /// Such as `/organizations/{id}`.
    package let path: String
    package let access: Access
    package let respond: Handler

    package init(
        _ method: APIRequest.Method, _ path: String, access: Access = .management, _ respond: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.respond = respond
    }
}
