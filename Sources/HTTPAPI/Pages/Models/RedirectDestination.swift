internal import OAuth

/// Where the person goes after deciding, in words.
struct RedirectDestination: Sendable {
    /// `app.example.com`, `127.0.0.1`, or the scheme, such as `cursor:`.
    let host: String
    /// A program on this computer listens there.
    let isLoopback: Bool
    /// An application on this device opens links with this scheme.
    let isPrivateUse: Bool

    init(_ uri: RedirectURI) {
        host = uri.displayHost
        isLoopback = uri.isLoopback
        isPrivateUse = uri.isPrivateUse
    }
}
