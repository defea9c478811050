import OAuth
import Testing

@Suite("RFC 6749 §3.1.2, RFC 8252 §7: which redirect URIs may be registered")
struct RedirectURITests {
    /// A URI, what a person sees of it, and what a consent is remembered for.
    static let web = [
        ("https://app.example.com/cb", "app.example.com", "https://app.example.com"),
        ("https://app.example.com:8443/cb?tenant=1", "app.example.com:8443", "https://app.example.com:8443"),
        ("https://app.example.com", "app.example.com", "https://app.example.com"),
        ("HTTPS://App.Example.com/cb", "app.example.com", "https://app.example.com"),
        ("https://xn--e1afmkfd.example/%D0%B0", "xn--e1afmkfd.example", "https://xn--e1afmkfd.example"),
        ("http://127.0.0.1/cb", "127.0.0.1", "http://127.0.0.1"),
        ("http://127.0.0.1:4711/cb", "127.0.0.1:4711", "http://127.0.0.1"),
        ("http://[::1]:4711/cb", "[::1]:4711", "http://[::1]"),
        ("http://localhost:6274/oauth/callback/debug", "localhost:6274", "http://localhost"),
        ("http://localhost", "localhost", "http://localhost"),
        ("https://localhost:3000/cb", "localhost:3000", "https://localhost:3000"),
        ("https://192.0.2.7/cb", "192.0.2.7", "https://192.0.2.7"),
    ]

    @Test("https anywhere, http on loopback, for web and native clients", arguments: web, ApplicationType.allCases)
    func accepts(uri: (String, String, String), type: ApplicationType) throws {
        let redirect = try RedirectURI(uri.0, applicationType: type)
        #expect(redirect.text == uri.0)
        #expect(redirect.displayHost == uri.1)
        #expect(redirect.consentHost == uri.2)
        #expect(!redirect.isPrivateUse)
        #expect(redirect.isLoopbackHTTP == uri.0.hasPrefix("http:"))
        #expect(redirect.isLoopback == (redirect.isLoopbackHTTP || uri.0.contains("localhost")))
    }

    static let privateUse = [
        ("cursor://anysphere.cursor-mcp/oauth/callback", "cursor:"),
        ("vscode://vscode.github-authentication/x", "vscode:"),
        ("com.example.app:/cb", "com.example.app:"), ("com.example.app:cb", "com.example.app:"),
        ("com.example.app:///cb?x=1", "com.example.app:"), ("Com.Example.App:/cb", "com.example.app:"),
        ("claude://claude.ai/mcp-auth-callback", "claude:"), ("msal0000-1:auth", "msal0000-1:"),
    ]

    @Test("RFC 8252 §7.1: schemes of an application's own are for native clients alone", arguments: privateUse)
    func acceptsPrivateUse(text: String, host: String) throws {
        let redirect = try RedirectURI(text, applicationType: .native)
        #expect(redirect.isPrivateUse && !redirect.isLoopback && !redirect.isLoopbackHTTP)
        #expect(redirect.displayHost == host && redirect.consentHost == host)
        let error = try #require(throws: OAuthError.self) { try RedirectURI(text, applicationType: .web) }
        #expect(error.code == .invalidRedirectURI)
        #expect(error.description.contains("application_type native"))
    }

    static let dangerous = [
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x",
        "blob:https://a/x",
        "about:blank", "ws://a.example", "wss://a.example", "ftp://a.example", "mailto:a@b.example", "tel:1",
        "intent://x",
        "view-source:https://a.example", "ms-msdt:/x", "x-apple.systempreferences:x", "search-ms:x",
        "urn:ietf:wg:oauth:2.0:oob",
        "chrome-extension://x/y",
        "filesystem:https://a/x", "c:/windows", "x:y", "ldap://a", "jar:https://a!/b", "content://x", "android-app://x",
        "java\tscript:alert(1)", " javascript:alert(1)", "javascript\u{0}:x", "%6aavascript:x", "java%0ascript:x",
    ]

    @Test("Schemes that browsers and systems act on are nobody's own", arguments: dangerous)
    func refusesDangerous(text: String) throws {
        for type in ApplicationType.allCases {
            #expect(
                try #require(throws: OAuthError.self) { try RedirectURI(text, applicationType: type) }.code
                    == .invalidRedirectURI)
        }
    }

    static let refused = [
        "", "/cb", "//a.example/cb", "a.example/cb", "cb", ":", "://a", "1a:/x", "https", "https:", "https:/a",
        "https://",
        "https:///x", "cursor:", "cursor:#x", "http:cb", "https:cb",
        // http off loopback, and what only looks like loopback.
        "http://a.example/cb", "http://127.0.0.2/cb", "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0.0.0.0/", "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[0:0:0:0:0:0:0:1]/", "http://localhost./", "http://10.0.0.1/", "http://169.254.169.254/",
        // User information.
        "https://user@a.example/", "https://a.example:x@evil.example/", "https://localhost@evil.example/",
        "http://localhost:80@evil.example/", "cursor://user@host/cb", "cursor://a:b@host",
        // Fragments and wildcards.
        "https://a.example/#", "https://a.example/cb#x", "cursor://x#y", "https://*.a.example/", "https://a.example/*",
        "http://localhost:*/cb", "https://a.example/?x=*", "*", "*://a",
        // Dot segments and their spellings.
        "https://a.example/.", "https://a.example/..", "https://a.example/../cb", "https://a.example/a/./b",
        "https://a.example/%2e%2e/cb", "https://a.example/%2E./cb", "https://a.example/..%2fcb",
        "https://a.example/..%5ccb",
        "https://a.example/..;/cb", "cursor://h/../cb", "com.example.app:../cb",
        // Characters and escapes.
        "https://a.example\\@evil.example/", "https://a.example/\\..\\x", "https://a.example/ cb",
        " https://a.example/",
        "https://a.example/\n", "https://a.example/é", "https://é.example/", "https://a.example/<b>",
        "https://a.example/\"",
        "https://a.example/{x}", "https://a.example/%", "https://a.example/%zz", "https://a.example/%00",
        "https://a.example/%0d%0aSet-Cookie:x", "https://a.example/%7f", "cursor://h/%0a", "https://a.example/?x=%ff",
        // Hosts and ports.
        "https://a.example:0/", "https://a.example:65536/", "https://a.example:/", "http://localhost:/",
        "http://localhost:x/",
        "https://a..example/", "https://.a.example/", "https://a.example./",
        // A parameter of the answer that stands there already.
        "https://a.example/?code=x", "https://a.example/?state=x", "https://a.example/?a=1&iss=x",
        "https://a.example/?error",
        "https://a.example/?%63ode=x", "cursor://h/?code=x",
    ]

    @Test("Everything that is not absolute, exact and safe is refused, in words that help", arguments: refused)
    func refuses(text: String) throws {
        let error = try #require(throws: OAuthError.self) { try RedirectURI(text, applicationType: .native) }
        #expect(error.code == .invalidRedirectURI)
        #expect(error.description.hasPrefix("A redirect URI "))
        #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test("2048 bytes are read, one more is not")
    func length() throws {
        for prefix in ["https://a.example/", "cursor://h/"] {
            let longest = prefix + String(repeating: "x", count: 2048 - prefix.utf8.count)
            #expect(try RedirectURI(longest, applicationType: .native).text.utf8.count == 2048)
            #expect(throws: OAuthError.self) { try RedirectURI(longest + "x", applicationType: .native) }
        }
    }
}
