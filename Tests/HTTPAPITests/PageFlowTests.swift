import AuthorizationServer
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import OAuth
import Testing

@Suite("Pages: from form to page")
struct PageFlowTests {
    private static let location = "/oauth2/authorize?client_id=c"

    @Test("a sign-in sets the session and goes on with the request, by GET")
    func signIn() async throws {
        let script = PageScript(.signIn(PagePrompts.signIn()))
        let response = try await script.submit(
            "/oauth2/sign-in", fields: ["email": "alice@example.com", "password": "correct horse"])
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == Self.location)
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(
            response.headers[.setCookie]
                == "__Host-claviger_session=session-1; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600")
        #expect(script.calls.last?.arguments == ["alice@example.com", "correct horse", Self.location])
    }

    @Test("a picked person signs in by identifier")
    func pick() async throws {
        let script = PageScript(
            .signIn(PagePrompts.signIn(people: [PagePrompts.user("user_1", email: "alice@example.com")])))
        #expect(try await script.submit("/oauth2/sign-in").status == .seeOther)
        #expect(script.calls.last?.arguments == ["user_1", Self.location])
    }

    @Test(
        "a refused sign-in shows the page again, with a message, a status, the address and never the password",
        arguments: [
            (SignInFailure.wrongCredentials, 401, nil, "is wrong"),
            (.throttled(retryAfter: 90), 429, "90", "2 minutes"),
            (.unavailable(detail: "SQLite says no"), 503, "5", "does not work"),
        ] as [(SignInFailure, Int, String?, String)])
    func refused(failure: SignInFailure, status: Int, retryAfter: String?, words: String) async throws {
        let script = PageScript(.signIn(PagePrompts.signIn()), failure: failure)
        let response = try await script.submit(
            "/oauth2/sign-in", fields: ["email": "alice@example.com", "password": "secret-word"])
        #expect(response.status.code == status)
        #expect(response.headers[.retryAfter] == retryAfter)
        let html = PageHTML(response)
        #expect(html.text.contains(words))
        #expect(html.forms[0].fields["email"] == "alice@example.com")
        #expect(!html.text.contains("secret-word") && !html.text.contains("SQLite"))
    }

    @Test(
        "an empty field is not asked about",
        arguments: [("", "x"), ("a@example.com", ""), (nil, nil)] as [(String?, String?)])
    func incomplete(email: String?, password: String?) async throws {
        let script = PageScript(.signIn(PagePrompts.signIn()))
        let response = try await script.submit("/oauth2/sign-in", fields: ["email": email, "password": password])
        #expect(response.status == .unauthorized)
        #expect(!script.calls.contains { $0.name == "signIn" })
    }

    @Test("when somebody signed in meanwhile, a refused sign-in goes on to what there is to see")
    func meanwhile() async throws {
        let script = PageScript(.consent(PagePrompts.consent()), failure: .wrongCredentials)
        let seal = FormSeal(key: Secret([UInt8](repeating: 7, count: 32)), session: nil)
        let interaction = Interaction.authorize(query: "client_id=c")
        let key = Base64.encode([UInt8](repeating: 7, count: 32), .url)
        let response = try await script.send(
            "/oauth2/sign-in", method: .post,
            headers: [
                .contentType: "application/x-www-form-urlencoded", .cookie: "__Host-claviger_browser=\(key)",
            ],
            body: FormURLEncoded.serialize([
                ("interaction", interaction.location), ("csrf", seal.token(for: .signIn, interaction)), ("user", "x"),
            ]))
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == Self.location)
    }

    @Test("the session goes to the engine with every call")
    func session() async throws {
        let script = PageScript(.consent(PagePrompts.consent()))
        _ = try await script.submit("/oauth2/consent", session: "s1")
        #expect(script.calls.map(\.session) == ["s1", "s1"])
    }

    @Test("signing out ends the session, clears its cookie and goes on with the request")
    func signOut() async throws {
        let script = PageScript(.consent(PagePrompts.consent()))
        let response = try await script.submit("/oauth2/sign-out", session: "s1")
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == Self.location)
        #expect(response.headers[.setCookie]?.hasPrefix("__Host-claviger_session=; ") == true)
        #expect(response.headers[.setCookie]?.hasSuffix("Max-Age=0") == true)
        #expect(script.calls.last == PageScript.Call(name: "signOut", arguments: [], session: "s1"))
    }

    @Test("the chosen organization takes the place of any that the request named")
    func organization() async throws {
        let page = "/oauth2/authorize?organization_id=old&client_id=c&organization%5Fid=old&state=a%26b"
        let script = PageScript(.chooseOrganization(PagePrompts.organizations()))
        let response = try await script.submit("/oauth2/organization", at: page)
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == "/oauth2/authorize?client_id=c&state=a%26b&organization_id=org_0")
    }

    @Test("the decision goes to the engine, and its redirect to the browser", arguments: ["approve", "deny"])
    func decision(value: String) async throws {
        let script = PageScript(.consent(PagePrompts.consent()))
        let response = try await script.submit("/oauth2/consent", fields: ["decision": value])
        #expect(script.calls.last?.arguments == ["client_id=c", "\(value == "approve")"])
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == "https://app.example.com/callback?code=c")
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test("a decision that is none decides nothing", arguments: [nil, "", "yes", "Approve"])
    func noDecision(value: String?) async throws {
        let script = PageScript(.consent(PagePrompts.consent()))
        let response = try await script.submit("/oauth2/consent", fields: ["decision": value])
        #expect(response.status == .badRequest)
        #expect(!script.calls.contains { $0.name == "decide" })
    }

    @Test("when something must be done before the decision, the browser goes back to the request")
    func again() async throws {
        let script = PageScript(.consent(PagePrompts.consent()), decision: .signIn(PagePrompts.signIn()))
        let response = try await script.submit("/oauth2/consent")
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == Self.location)
    }

    @Test("RFC 8628 §3.3: a typed code is judged where it can be loaded again")
    func userCode() async throws {
        let script = PageScript(.enterUserCode(UserCodePrompt(email: "a@example.com")))
        let response = try await script.submit(
            "/oauth2/device", at: "/oauth2/device", fields: ["user_code": "bcdf ghjk"])
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == "/oauth2/device?user_code=bcdf+ghjk")
        _ = try await script.send("/oauth2/device?user_code=bcdf+ghjk")
        #expect(script.calls.last?.arguments == ["bcdf ghjk", nil])
        _ = try await script.send("/oauth2/device?user_code=")
        #expect(script.calls.last?.arguments == [nil, nil])
    }

    @Test("RFC 8628 §3.3: the decision about a device, for the chosen organization", arguments: [true, false])
    func device(isApproved: Bool) async throws {
        let script = PageScript(
            .consent(PagePrompts.consent(redirectURI: nil, userCode: "BCDF-GHJK")),
            decision: .decided(approved: isApproved, clientName: "Television"))
        let response = try await script.submit(
            "/oauth2/consent", at: "/oauth2/device?user_code=BCDF-GHJK&organization_id=org_1",
            fields: ["decision": isApproved ? "approve" : "deny"])
        #expect(script.calls.last?.arguments == ["BCDF-GHJK", "org_1", "\(isApproved)"])
        #expect(response.status == .ok)
        #expect(String(buffer: response.body).contains(isApproved ? "Device connected" : "Access denied"))
        #expect(String(buffer: response.body).contains("Television"))
    }

    @Test("the engine's redirect is passed on as it is")
    func redirect() async throws {
        let location = "cursor://anysphere.cursor-mcp/cb?error=login_required&iss=https%3A%2F%2Fauth.example.com"
        let response = try await PageScript(.redirect(location)).send(Self.location)
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == location)
    }

    @Test(
        "an error in the client or its redirect URI is a page and never a redirect",
        arguments: [
            (OAuthError(.invalidRequest, "redirect_uri is not registered", detail: "inside"), 400, nil),
            (OAuthError(.invalidClient, "unknown"), 400, nil), (OAuthError(.accessDenied, "no"), 403, nil),
            (OAuthError(.tooManyRequests, "slow", retryAfter: 30), 429, "30"),
            (OAuthError(.serverError, "broken"), 500, nil), (OAuthError(.temporarilyUnavailable, "later"), 503, "5"),
        ] as [(OAuthError, Int, String?)])
    func failure(error: OAuthError, status: Int, retryAfter: String?) async throws {
        let response = try await PageScript(.failure(error)).send(Self.location)
        #expect(response.status.code == status)
        #expect(response.headers[.retryAfter] == retryAfter)
        #expect(response.headers[.location] == nil)
        let html = String(buffer: response.body)
        #expect(html.contains(error.description) && html.contains(error.code.rawValue))
        #expect(html.contains("/oauth2/authorize") && !html.contains("inside"))
    }

    @Test("OpenID Connect Core 1.0 §3.1.2.1: the request may come as another site's form, and goes on with GET")
    func postedRequest() async throws {
        let script = PageScript(.signIn(PagePrompts.signIn()))
        let response = try await script.send(
            "/oauth2/authorize", method: .post,
            headers: [
                .contentType: "application/x-www-form-urlencoded", .origin: "https://app.example.com",
                HTTPField.Name("Sec-Fetch-Site")!: "cross-site",
            ], body: "client_id=c&state=a b\r\né")
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == "/oauth2/authorize?client_id=c&state=a%20b%0D%0A%C3%A9")
        #expect(script.calls.isEmpty)
    }

    @Test("RFC 9110 §9.3.2: a client may ask for the page's head alone")
    func head() async throws {
        let response = try await PageScript(.signIn(PagePrompts.signIn())).send(Self.location, method: .head)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        #expect(response.body.readableBytes == 0)
    }

    @Test("a request beyond 16 KiB is refused before its forms grow beyond their limit")
    func longest() async throws {
        let script = PageScript(.signIn(PagePrompts.signIn()))
        // Every character takes three in the form.
        let query = String(repeating: "&", count: 16 * 1024)
        let fields: [String: String?] = ["email": "a@example.com", "password": "x"]
        #expect(
            try await script.submit("/oauth2/sign-in", at: "/oauth2/authorize?\(query)", fields: fields).status
                == .seeOther)
        #expect(try await script.send("/oauth2/authorize?\(query)&").status == .badRequest)
    }

    @Test("an issuer with a path has it in its forms and redirects")
    func issuerWithPath() async throws {
        let script = PageScript(issuer: "https://example.com/tenant/", .consent(PagePrompts.consent()))
        let shown = try await script.send(Self.location)
        #expect(PageHTML(shown).forms.map(\.action) == ["/tenant/oauth2/consent", "/tenant/oauth2/sign-out"])
        let posted = try await script.send(
            "/oauth2/authorize", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: "a=b")
        #expect(posted.headers[.location] == "/tenant/oauth2/authorize?a=b")
    }
}
