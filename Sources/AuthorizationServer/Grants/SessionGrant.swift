package import Storage

extension Grant {
    /// The audience of grants that are sessions of people at an application, which only the application's own endpoint
    /// gives tokens for; no resource can have this name, so no OAuth client gets tokens of a session.
    package static let sessionAudience = "urn:claviger:session"

    package var isSession: Bool { audience.utf8.elementsEqual(Grant.sessionAudience.utf8) }
}

extension DeviceAuthorization {
    /// Whether a session is to come of it.
    package var isForSession: Bool { audience.utf8.elementsEqual(Grant.sessionAudience.utf8) }
}
