/// Where a client runs (OpenID Connect Dynamic Client Registration 1.0 §2, `application_type`).
package enum ApplicationType: String, Sendable, Hashable, CaseIterable {
    case web
    case native
}
