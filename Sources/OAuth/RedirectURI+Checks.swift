extension RedirectURI {
    static func refusal(_ reason: String) -> OAuthError {
        OAuthError(.invalidRedirectURI, "A redirect URI " + reason)
    }

    /// What holds whatever the scheme is.
    static func checkSyntax(_ text: String) throws(OAuthError) {
        guard !text.isEmpty, text.utf8.count <= URISyntax.longest else {
            throw refusal("must have 1 to \(URISyntax.longest) characters")
        }
        guard URISyntax.hasOnlyURICharacters(text) else {
            throw refusal("has a character that no URI has; escape it with % (RFC 3986 section 2.1)")
        }
        // RFC 6749 §3.1.2.
        guard !text.utf8.contains(UInt8(ascii: "#")) else { throw refusal("must not have a fragment") }
        // RFC 9700 §4.1.3: patterns have let many a code go astray.
        guard !text.utf8.contains(UInt8(ascii: "*")) else {
            throw refusal("must not have a wildcard; register each URI in full")
        }
        guard URISyntax.hasCleanEscapes(text) else {
            throw refusal("has a % that is no escape, or an escaped control character")
        }
        guard !URISyntax.hasDotSegment(text.drop { $0 != ":" }.dropFirst().prefix { $0 != "?" }) else {
            throw refusal("must not have the path segments . and ..")
        }
    }

    /// Reads an `http` or `https` URI.
    static func webTarget(_ text: String) throws(OAuthError) -> HTTPURL {
        guard let url = HTTPURL(text),
            url.hostIsIPv6 || !url.host.split(separator: ".", omittingEmptySubsequences: false).contains("")
        else { throw refusal("must be absolute, with a valid host and port and without user information") }
        guard url.scheme == .https || ["127.0.0.1", "::1", "localhost"].contains(url.host) else {
            throw refusal("may use http for 127.0.0.1, [::1] and localhost only; use https for any other host")
        }
        return url
    }

    /// RFC 8252 §7.1, for what stands behind the colon.
    static func checkPrivateUse(
        scheme: String, rest: Substring, applicationType: ApplicationType
    ) throws(OAuthError) {
        guard !isPublicScheme(scheme) else {
            throw refusal("must use https, http on loopback, or a scheme of the application's own")
        }
        guard applicationType == .native else {
            throw refusal("may have a scheme of the application's own only with application_type native")
        }
        guard !rest.isEmpty else { throw refusal("must have something behind its scheme") }
        if rest.hasPrefix("//"), rest.dropFirst(2).prefix(while: { $0 != "/" && $0 != "?" }).contains("@") {
            throw refusal("must not have user information")
        }
    }

    /// A parameter of the answer that stands in the URI already would stand twice (RFC 6749 §3.1), and clients differ on
    /// which of the two they read.
    static func checkQuery(of text: String) throws(OAuthError) {
        guard let mark = text.firstIndex(of: "?") else { return }
        guard let pairs = FormURLEncoded.parse(text[mark...].dropFirst().utf8) else {
            throw refusal("has a query that is not UTF-8")
        }
        guard !pairs.contains(where: { AuthorizationResponse.names.contains($0.name) }) else {
            throw refusal("must not have a parameter of the response, such as code or state, in its query")
        }
    }

    /// Whether a scheme belongs to everybody: browsers and systems act on it themselves. A single letter is a drive.
    private static func isPublicScheme(_ scheme: String) -> Bool {
        scheme.utf8.count < 2 || scheme.hasPrefix("ms-") || scheme.hasPrefix("x-apple")
            || publicSchemes.contains(scheme)
    }

    /// From the IANA registry of URI schemes, and what browsers and systems know beyond it.
    private static let publicSchemes: Set<String> = [
        "about", "acct", "admin", "android-app", "app", "applescript", "attachment", "afp", "blob", "callto", "cap",
        "chrome", "chrome-extension", "chrome-search", "chrome-untrusted", "cid", "coap", "coaps", "content",
        "data", "dav", "devtools", "dict", "dns", "doi", "edge", "facetime", "feed", "file", "filesystem", "finger",
        "ftp", "ftps", "geo", "git", "go", "gopher", "hcp", "help", "http", "https", "icap", "im", "imap", "imaps",
        "info", "intent", "ipp", "ipps", "irc", "ircs", "iris", "itms", "itms-apps", "itms-services", "jar",
        "javascript", "jdbc", "jscript", "ldap", "ldaps", "livescript", "mailto", "maps", "market", "message",
        "mhtml", "mid", "mms", "mocha", "moz-extension", "mk", "nfs", "news", "ni", "nntp", "opaquelocktoken",
        "opera", "pop", "pops", "pres", "res", "resource", "rlogin", "rmi", "rsync", "rtsp", "rtsps", "safari",
        "safari-web-extension", "search", "search-ms", "service", "session", "sftp", "shell", "shortcuts", "sip",
        "sips", "skype", "smb", "sms", "smsto", "smtp", "snmp", "ssh", "stun", "stuns", "svn", "tag", "tel", "telnet",
        "tftp", "turn", "turns", "udp", "unix", "urn", "vbs", "vbscript", "vemmi", "view-source", "vnc", "wais",
        "webcal", "webcals", "ws", "wss", "wyciwyg", "xmpp", "xri",
    ]
}
