import OAuth

extension FuzzTarget {
    /// Redirect URIs and resource indicators: on the first line what is registered, on the second what a request names.
    static let redirectURI = FuzzTarget(name: "redirect-uri") { bytes in
        let lines = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
        let registered = String(decoding: lines[0], as: UTF8.self)
        let requested = lines.count > 1 ? String(decoding: lines[1], as: UTF8.self) : registered
        checkRedirect(registered, requested)
        checkResource(registered, requested)
        if let url = ClientIDMetadata.url(ofClientID: registered, allowLoopback: false) {
            require(url.scheme == .https && url.path.utf8.count > 1 && url.query == nil, "no URL of a document")
        }
    }

    private static func checkRedirect(_ registered: String, _ requested: String) {
        guard let redirect = try? RedirectURI(registered, applicationType: .native) else {
            require((try? RedirectURI(registered, applicationType: .web)) == nil, "more for web than for native")
            return
        }
        let scheme = registered.lowercased().prefix { $0 != ":" }
        let dangerous: [Substring] = [
            "javascript", "data", "file", "vbscript", "blob", "about", "ws", "wss", "ftp", "mailto",
        ]
        require(!dangerous.contains(scheme), "a dangerous scheme")
        require(
            registered.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"#*\\\"<>".utf8.contains($0) },
            "a character that no redirect URI has")
        if let url = HTTPURL(registered) {
            require(url.scheme == .https || ["127.0.0.1", "::1", "localhost"].contains(url.host), "http off loopback")
        } else {
            require(redirect.isPrivateUse && !["http", "https"].contains(scheme), "not a URL and no scheme of its own")
        }
        require(redirect.matches(registered), "it does not match itself")
        require(!redirect.displayHost.isEmpty && !redirect.consentHost.isEmpty, "nothing to show")
        guard redirect.matches(requested), !requested.utf8.elementsEqual(registered.utf8) else { return }
        guard let own = HTTPURL(registered), let other = HTTPURL(requested) else {
            fatalError("a match that is no URL")
        }
        require(own.scheme == .http && other.scheme == .http && own.host == other.host, "another host")
        require(own.path == other.path && own.query == other.query, "another path or query")
        require(
            (try? RedirectURI(requested, applicationType: .web).matches(registered)) == true,
            "a match that is refused itself")
    }

    private static func checkResource(_ configured: String, _ requested: String) {
        guard let resource = ResourceIndicator(configured), resource.matches(requested) else { return }
        require(HTTPURL(requested) != nil, "a match that is no URL")
        guard configured.contains("*") else {
            require(requested.utf8.elementsEqual(configured.utf8), "another resource")
            return
        }
        let labels = requested.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        require(configured.hasSuffix(".\(labels[1])"), "more than one label stands for the *")
    }
}
