internal import AuthorizationServer
internal import HTTPTypes

/// Tells what was wrong, where, and how to mend it.
package struct ErrorPage: Page {
    package static let template = PageTemplate.error

    let title: String
    let description: String
    let code: String
    /// The path that was asked for.
    let place: String
    let requestID: String?
    /// Where the person may go on.
    let wayBack: String?
    /// Whether the one who can mend it made the link or the application that led here.
    let isAboutClient: Bool

    /// - Parameters:
    ///   - base: the issuer's path, without a slash at its end.
    ///   - place: the path that was asked for.
    package init(_ failure: PageFailure, base: String, place: String, requestID: String?) {
        title =
            switch failure.status.code {
            case 403: "This was not allowed"
            case 429: "Too many attempts"
            case 500: "Something went wrong here"
            case 503: "This does not work at the moment"
            default: "This request cannot go on"
            }
        // Longer than any that this server writes.
        description = DisplayText.clean(failure.description, longest: 1000) ?? ""
        code = DisplayText.clean(failure.code) ?? ""
        self.place = DisplayText.clean(place, longest: 200) ?? ""
        self.requestID = requestID
        wayBack = failure.interaction.map { base + $0.location }
        isAboutClient = failure.interaction == nil && failure.status.code < 429
    }
}
