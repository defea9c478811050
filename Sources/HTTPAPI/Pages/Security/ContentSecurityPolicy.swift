package import OAuth

/// The policy that a page is shown under: no script, no frame, nothing from elsewhere but the one style sheet inside it.
package struct ContentSecurityPolicy: Sendable {
    private let styleHash: String

    /// - Parameter styleHash: SHA-256 of the style sheet, in base64.
    package init(styleHash: String) { self.styleHash = styleHash }

    /// The header's value.
    /// - Parameter redirectURI: where the page's forms may lead in the end.
    package func header(redirectURI: RedirectURI?) -> String {
        let fixed = [
            "default-src 'none'", "style-src 'sha256-\(styleHash)'", "img-src data:", "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
        return (fixed + [ContentSecurityPolicy.formAction(redirectURI)].compactMap { $0 }).joined(separator: "; ")
    }

    /// Chromium and WebKit hold every redirect that follows a form against `form-action`: to the client, and on from
    /// there.
    private static func formAction(_ redirectURI: RedirectURI?) -> String? {
        guard let redirectURI else { return "form-action 'self'" }
        if redirectURI.isPrivateUse { return "form-action 'self' \(redirectURI.consentHost)" }
        // A client on the web may hand over to an application by a scheme that this server cannot know, so that no list
        // would let every client through; and the one who could smuggle a form in here chose the listed origin too.
        guard redirectURI.isLoopbackHTTP else { return nil }
        // Source lists have no IPv6 addresses (CSP 3 §2.3.1). A listener may send the browser on to a page of its maker.
        let isIPv6 = redirectURI.consentHost.contains("[")
        return "form-action 'self' https: " + (isIPv6 ? "http:" : "http://127.0.0.1:* http://localhost:*")
    }
}
