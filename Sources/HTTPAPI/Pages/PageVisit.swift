internal import AuthorizationServer
internal import OAuth

/// One request of a browser.
struct PageVisit: Sendable {
    /// The browser's key, which seals its forms.
    let key: Secret
    /// Whether the browser has yet to be given that key.
    let isKeyNew: Bool
    let session: Secret?
    /// Where the request came from.
    let address: String
    let path: String
    /// What the log calls the request.
    let requestID: String

    var browser: Browser { Browser(session: session, address: address) }
    var seal: FormSeal { FormSeal(key: key, session: session) }
}
