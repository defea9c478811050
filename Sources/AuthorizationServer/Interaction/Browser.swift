package import OAuth

/// The browser that shows a page.
package struct Browser: Sendable {
    /// The session cookie.
    package var session: Secret?
    /// The address that requests come from, for throttling and the audit log.
    package var address: String

    package init(session: Secret?, address: String) {
        self.session = session
        self.address = address
    }
}
