import AuthorizationServer
import JSON
import OAuth
import Storage
import Testing

@Suite("Page or redirect (RFC 6749 §4.1.2.1, rule 7)")
struct RedirectTests {
    private static let loopback = "http://127.0.0.1:3000/cb"

    @Test(
        "an unknown client shows a page",
        arguments: ["nobody", "", "APP_1", "app_1\u{301}", "app_1 ", "client_1", "https://nobody.example/client"])
    func unknownClient(_ id: String) async throws {
        let harness = try await Harness.withPeople()
        let outcome = await harness.server.authorize(query: Harness.query(id), browser: Harness.stranger)
        #expect(outcome.failure != nil)
    }

    @Test(
        "RFC 9700 §2.1: a redirect URI that is not registered byte for byte shows a page, whoever is signed in",
        arguments: [
            "https://app.example.com/callback/", "https://app.example.com/callback?x",
            "https://app.example.com/callback#x",
            "https://APP.example.com/callback", "HTTPS://app.example.com/callback",
            "https://app.example.com:443/callback",
            "https://app.example.com:8443/callback", "http://app.example.com/callback",
            "https://app.example.com/Callback",
            "https://app.example.com/callback/../callback", "https://app.example.com/%63allback",
            "https://app.example.com@evil.example/callback", "https://app.example.com.evil.example/callback",
            "https://app.example.com/callback%00", "//app.example.com/callback", "javascript:alert(1)",
            "data:text/html,x",
            "https://evil.example/?https://app.example.com/callback", "https://app.example.com/callback&x=1",
            "https://user@app.example.com/callback", "https://app.example.com/callback\u{301}",
        ])
    func wrongRedirect(_ uri: String) async throws {
        let harness = try await Harness.withPeople()
        let query = Harness.query("app_1", ["redirect_uri": uri])
        #expect(await harness.server.authorize(query: query, browser: Harness.stranger).failure != nil)
        let browser = try await harness.signIn(for: query)
        #expect(await harness.server.decide(query: query, approved: true, browser: browser).failure != nil)
        #expect(await harness.server.decide(query: query, approved: false, browser: browser).failure != nil)
    }

    @Test(
        "RFC 8252 §7.3: on http loopback the port varies and nothing else",
        arguments: [
            ("http://127.0.0.1/cb", "http://127.0.0.1:5/cb", true),
            ("http://127.0.0.1:3000/cb", "http://127.0.0.1/cb", true),
            ("http://[::1]/cb", "http://[::1]:65535/cb", true),
            ("http://localhost:1/cb", "http://localhost:2/cb", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5/cb/", false),
            ("http://127.0.0.1/cb", "http://localhost:5/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.2:5/cb", false),
            ("http://127.0.0.1/cb", "http://[::1]:5/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5@evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:99999/cb", false),
            ("http://127.0.0.1/cb", "https://127.0.0.1:5/cb", false),
            ("https://127.0.0.1/cb", "https://127.0.0.1:5/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5/cb?x=1", false),
            ("http://127.0.0.1/cb", "http://127.1:5/cb", false),
            ("http://localhost/cb", "http://localhost.evil:5/cb", false),
            ("http://localhost/cb", "http://LOCALHOST:5/cb", false),
        ])
    func loopbackPort(registered: String, requested: String, isGood: Bool) async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("native", redirects: [registered])
        let query = Harness.query("native", ["redirect_uri": requested])
        let outcome = await harness.server.authorize(query: query, browser: Harness.stranger)
        #expect(outcome.isSignIn == isGood)
        if isGood {
            let browser = try await harness.signIn(for: query)
            let denied = await harness.server.decide(query: query, approved: false, browser: browser)
            #expect(denied.location?.hasPrefix(requested + "?") == true)
        }
    }

    private static let faults: [(changes: [String: String?], code: String)] = [
        (["response_type": nil], "invalid_request"), (["response_type": "token"], "unsupported_response_type"),
        (["response_mode": "fragment"], "invalid_request"), (["scope": "admin"], "invalid_scope"),
        (["scope": "mcp \"x\""], "invalid_scope"), (["resource": "https://evil.example"], "invalid_target"),
        (["resource": "relative"], "invalid_target"), (["code_challenge": nil], "invalid_request"),
        (["request": "eyJ"], "request_not_supported"), (["request_uri": "urn:x"], "request_uri_not_supported"),
        (["registration": "{}"], "registration_not_supported"), (["prompt": "none login"], "invalid_request"),
        (["max_age": "-1"], "invalid_request"), (["max_age": "99999999999999999999"], "invalid_request"),
        (["prompt": "none"], "login_required"), (["nonce": String(repeating: "n", count: 2000)], "invalid_request"),
    ]

    @Test(
        "every other error goes to the client, with state and iss: of configured clients and of those with a document",
        arguments: [Client.Registration.configured, .metadataDocument], Array(faults.indices))
    func redirected(registration: Client.Registration, index: Int) async throws {
        let (changes, code) = Self.faults[index]
        let harness = try await Harness.withPeople()
        try await harness.addApplication("app_2", registration: registration)
        let outcome = await harness.server.authorize(query: Harness.query("app_2", changes), browser: Harness.stranger)
        #expect(outcome.location?.hasPrefix(Harness.redirect + "?") == true)
        #expect(outcome.answer["error"] == code)
        #expect(outcome.answer["state"] == "state-1")
        #expect(outcome.answer["iss"] == Harness.issuer)
        #expect(outcome.answer["code"] == nil)
    }

    @Test(
        "of dynamically registered clients an error before the person acted shows a page",
        arguments: Array(faults.indices))
    func pageForDynamic(index: Int) async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("dynamic", registration: .dynamic)
        let query = Harness.query("dynamic", Self.faults[index].changes)
        let outcome = await harness.server.authorize(query: query, browser: Harness.stranger)
        #expect(outcome.failure?.code.rawValue == Self.faults[index].code)
        // A session from elsewhere is no act for this request.
        let browser = try await harness.signIn()
        #expect(await harness.server.authorize(query: query, browser: browser).location == nil)
    }

    @Test("a dynamically registered client hears of a denial")
    func denialOfDynamic() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("dynamic", registration: .dynamic)
        let browser = try await harness.signIn(for: Harness.query("dynamic"))
        let outcome = await harness.server.decide(query: Harness.query("dynamic"), approved: false, browser: browser)
        #expect(outcome.answer["error"] == "access_denied")
    }

    @Test(
        "RFC 6749 §3.1: a parameter that stands twice is invalid_request, and goes to the client whose redirect URI is good",
        arguments: [
            "scope=mcp", "nonce=a&nonce=b", "code_challenge=x", "response_type=code", "prompt=login&prompt=none",
            "max_age=1&max_age=2", "nonce=a%0Ab", "login_hint=%00",
        ])
    func twice(_ extra: String) async throws {
        let harness = try await Harness.withPeople()
        let outcome = await harness.server.authorize(
            query: Harness.query() + "&" + extra, browser: Harness.stranger)
        #expect(outcome.answer["error"] == "invalid_request")
        #expect(outcome.answer["state"] == "state-1")
    }

    @Test(
        "a client_id or redirect_uri that stands twice, or a query that cannot be read, shows a page",
        arguments: [
            "client_id=app_1", "client_id=app_2", "redirect_uri=https%3A%2F%2Fevil.example",
            "redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback", "x=%zz", "state=%ff", "x=%",
        ])
    func unreadable(_ extra: String) async throws {
        let harness = try await Harness.withPeople()
        let outcome = await harness.server.authorize(
            query: Harness.query() + "&" + extra, browser: Harness.stranger)
        #expect(outcome.failure?.code == .invalidRequest)
    }

    @Test(
        "RFC 6749 §3.1.2.3: redirect_uri may be left out by a client that registered one, and not by one with several")
    func omitted() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("two", redirects: [Harness.redirect, Self.loopback])
        let one = await harness.server.authorize(
            query: Harness.query("app_1", ["redirect_uri": nil, "scope": "admin"]), browser: Harness.stranger)
        #expect(one.location?.hasPrefix(Harness.redirect + "?") == true)
        let several = await harness.server.authorize(
            query: Harness.query("two", ["redirect_uri": nil]), browser: Harness.stranger)
        #expect(several.failure?.code == .invalidRequest)
    }

    @Test(
        "RFC 6749 §4.1.2: state comes back as it was sent",
        arguments: ["a b+c&d=e#f", "%41%2B", "\u{e9}\u{1f600}", "\"\\'<script>", String(repeating: "x", count: 4000)])
    func state(_ state: String) async throws {
        let harness = try await Harness.withPeople()
        let query = Harness.query("app_1", ["state": state])
        let browser = try await harness.signIn(for: query)
        let good = await harness.server.decide(query: query, approved: true, browser: browser)
        #expect(good.answer["state"]?.utf8.elementsEqual(state.utf8) == true)
        let bad = await harness.server.authorize(
            query: Harness.query("app_1", ["state": state, "scope": "admin"]), browser: browser)
        #expect(bad.answer["state"]?.utf8.elementsEqual(state.utf8) == true)
        #expect(bad.location?.utf8.allSatisfy { (0x21...0x7E).contains($0) } == true)
    }

    @Test("RFC 6749 §3.1.2: the query of a redirect URI stays, and the answer is added to it")
    func registeredQuery() async throws {
        let harness = try await Harness.withPeople()
        let uri = "https://app.example.com/callback?tenant=1"
        try await harness.addApplication("query", redirects: [uri])
        let query = Harness.query("query", ["redirect_uri": uri])
        let browser = try await harness.signIn(for: query)
        let outcome = await harness.server.decide(query: query, approved: true, browser: browser)
        #expect(outcome.location?.hasPrefix(uri + "&code=") == true)
    }

    @Test("a client without a redirect URI has no authorization requests")
    func machine() async throws {
        let harness = try await Harness.withPeople()
        let outcome = await harness.server.authorize(query: Harness.query("client_1"), browser: Harness.stranger)
        #expect(outcome.failure != nil)
    }
}
