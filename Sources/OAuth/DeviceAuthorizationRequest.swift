/// A device that wants a person to sign in elsewhere (RFC 8628 §3.1).
package struct DeviceAuthorizationRequest: Sendable {
    package var authentication: ClientAuthenticationParameters
    /// `scope`; absent when empty.
    package var scope: ScopeSet?
    /// `resource` (RFC 8707 §2), each time that it was sent.
    package var resources: [String]

    /// The parameters that are read; all others are ignored.
    package static let names: Set<String> = ClientAuthenticationParameters.names.union(["scope", "resource"])

    /// - Throws: `invalid_request` for a parameter that stands twice (except `resource`) or has a control character,
    ///   `invalid_scope` for a `scope` that breaks the grammar; what `ClientAuthenticationParameters` throws.
    package init(parameters: [(name: String, value: String)]) throws(OAuthError) {
        let parameters = try RequestParameters(parameters, names: DeviceAuthorizationRequest.names)
        authentication = try parameters.authentication()
        scope = try parameters.scope()
        resources = parameters.all("resource")
    }
}
