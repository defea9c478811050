import AuthorizationServer
import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import OAuth
import Storage
import Testing

@Suite("Pages: hosted sign-in")
struct HostedPageTests {
    private static let page = "/user_management/authorize?client_id=client_1&state=a%26b"
    private static let session = NewSession(secret: Secret("session-1"), lifetime: 3600)

    private static func prompt(_ change: (inout SignInPrompt) -> Void = { _ in }) -> InteractionOutcome {
        var prompt = PagePrompts.signIn(
            clientName: nil, people: [PagePrompts.user("user_1", email: "alice@example.com")])
        change(&prompt)
        return .signIn(prompt)
    }

    @Test("a sign-in goes to the flow with its query, sets the session and goes on", arguments: HostedFlow.allCases)
    func signIn(flow: HostedFlow) async throws {
        let script = HostedScript(Self.prompt(), result: .success(.signedIn(Self.session)))
        let page = "\(flow.path)?client_id=client_1&state=a%26b"
        let response = try await script.submit("/oauth2/sign-in", at: page)
        #expect(response.status == .seeOther)
        #expect(response.headers[.location] == page)
        #expect(response.headers[.setCookie]?.hasPrefix("__Host-claviger_session=session-1;") == true)
        #expect(
            script.calls == [["respond", flow.rawValue, "client_id=client_1&state=a%26b", nil], ["pick", "user_1"]])
    }

    @Test("what leads to the application at once sets no session")
    func redirect() async throws {
        let script = HostedScript(Self.prompt(), result: .success(.redirect("https://app.example.com/?code=c")))
        let response = try await script.submit("/oauth2/sign-in", at: Self.page)
        #expect(response.headers[.location] == "https://app.example.com/?code=c")
        #expect(response.headers[.setCookie] == nil)
    }

    @Test("the page makes accounts, and links to the page for those who have one")
    func signUp() async throws {
        let outcome = Self.prompt {
            $0.isSignUp = true
            $0.people = []
            $0.other = .hosted(.userManagement, query: "client_id=client_1&screen_hint=sign-in")
        }
        let script = HostedScript(outcome, result: .failure(.unusable("Password is <too> short.")))
        let html = PageHTML(try await script.send(Self.page))
        #expect(
            html.tags.contains {
                $0.name == "a"
                    && $0.attributes["href"] == "/user_management/authorize?client_id=client_1&screen_hint=sign-in"
            })
        let fields = ["email": "new@example.com", "password": "secret-word", "first_name": "New", "last_name": ""]
        let response = try await script.submit("/oauth2/sign-up", at: Self.page, fields: fields)
        #expect(response.status == .unprocessableContent)
        let shown = PageHTML(response)
        #expect(shown.text.contains("Password is &lt;too&gt; short.") && !shown.text.contains("secret-word"))
        #expect(script.calls.contains(["signUp", "new@example.com", "secret-word", "New", nil]))
    }

    @Test("a page that stands in for a provider says so, and asks for no password")
    func provider() async throws {
        let outcome = Self.prompt {
            $0.provider = "Acme <SSO>"
            $0.takesPasswords = false
        }
        let html = PageHTML(try await HostedScript(outcome).send(Self.page))
        #expect(html.text.contains("stands in for <bdi>Acme &lt;SSO&gt;</bdi>"))
        #expect(html.forms.count == 1 && !html.text.contains("type=\"password\""))
    }

    @Test("a one-time code goes to the flow without its spaces; a wrong one shows the page again")
    func code() async throws {
        let prompt = OneTimeCodePrompt(
            kind: .emailVerification, email: "alice@example.com",
            redirectURI: PagePrompts.redirectURI("https://app.example.com/callback"))
        let good = HostedScript(.enterCode(prompt))
        let response = try await good.submit("/oauth2/code", at: Self.page, fields: ["code": "123 456"])
        #expect(response.status == .seeOther && response.headers[.location] == Self.page)
        #expect(good.calls.last == ["code", "123456"])
        let bad = HostedScript(.enterCode(prompt), result: .failure(.wrongCode))
        let refused = try await bad.submit("/oauth2/code", at: Self.page, fields: ["code": "123456"])
        #expect(refused.status == .unauthorized)
        #expect(PageHTML(refused).text.contains("The code is wrong"))
        let empty = try await good.submit("/oauth2/code", at: Self.page, fields: ["code": ""])
        #expect(empty.status == .unauthorized)
    }

    @Test("a form of another page's purpose is refused")
    func purpose() async throws {
        let script = HostedScript(Self.prompt())
        let shown = try await script.send(Self.page)
        let cookie = try #require(shown.headers[.setCookie]).prefix { $0 != ";" }
        var form = try #require(PageHTML(shown).forms.first).fields
        form["code"] = "123456"
        let response = try await script.send(
            "/oauth2/code", method: .post,
            headers: [
                .contentType: "application/x-www-form-urlencoded", .cookie: String(cookie),
                .origin: "https://auth.example.com",
            ], body: FormURLEncoded.serialize(form.map { ($0.key, $0.value) }))
        #expect(response.status == .forbidden)
        #expect(script.calls.count == 1)
    }

    @Test("signing out clears the browser's session and leads where the flow says")
    func logOut() async throws {
        let script = HostedScript(.redirect("https://app.example.com/bye"))
        let response = try await script.send("/user_management/sessions/logout?session_id=session_1")
        #expect(response.status == .found && response.headers[.location] == "https://app.example.com/bye")
        #expect(response.headers[.setCookie]?.hasPrefix("__Host-claviger_session=;") == true)
        #expect(script.calls == [["logOut", "session_id=session_1"]])
        let page = try await HostedScript(.signedOut).send("/sso/logout?token=t")
        #expect(page.status == .ok && PageHTML(page).text.contains("Signed out"))
    }

    @Test("OAuth's pages ask for the second factor too, and decide nothing before")
    func factor() async throws {
        let page = "/oauth2/authorize?client_id=c"
        let script = HostedScript(Self.prompt(), factorIsMissing: true)
        let response = try await script.submit("/oauth2/code", at: page, session: "s1", fields: ["code": "123456"])
        #expect(response.status == .seeOther && response.headers[.location] == page)
        #expect(script.calls == [["factor", "123456"]])
        let wrong = HostedScript(Self.prompt(), result: .failure(.wrongCode), factorIsMissing: true)
        let refused = try await wrong.submit("/oauth2/code", at: page, session: "s1", fields: ["code": "1"])
        #expect(refused.status == .unauthorized && PageHTML(refused).text.contains("The code is wrong"))
        // Whoever knows the browser's key can seal a form that no page showed.
        let key = Secret([UInt8](repeating: 7, count: 32))
        let interaction = Interaction.authorize(query: "client_id=c")
        let seal = FormSeal(key: key, session: Secret("s1")).token(for: .consent, interaction)
        let decision = try await script.send(
            "/oauth2/consent", method: .post,
            headers: [
                .contentType: "application/x-www-form-urlencoded", .origin: "https://auth.example.com",
                .cookie: "__Host-claviger_browser=\(key.withBytes { Base64.encode($0, .url) }); "
                    + "__Host-claviger_session=s1",
            ],
            body: FormURLEncoded.serialize([
                ("interaction", interaction.location), ("csrf", seal), ("decision", "approve"), ("shown", "x"),
            ]))
        #expect(decision.headers[.location] == page)
    }

    @Test("OpenID Connect Core §3.1.2.6: where no code may be asked for the client is told, once its request is judged")
    func silentFactor() async throws {
        let location = "https://app.example.com/?error=login_required"
        let silent = HostedScript(Self.prompt(), factorIsMissing: true, toNobody: .redirect(location))
        let cookie: HTTPFields = [.cookie: "__Host-claviger_session=s1"]
        let response = try await silent.send("/oauth2/authorize?client_id=c&prompt=none", headers: cookie)
        #expect(response.headers[.location] == location)
        let doubtful = HostedScript(
            Self.prompt(), factorIsMissing: true, toNobody: .failure(OAuthError(.invalidRequest, "redirect_uri")))
        let evil = "/oauth2/authorize?client_id=c&redirect_uri=com.example.evil%3A%2Fcallback"
        let refused = try await doubtful.send(evil, headers: cookie)
        #expect(refused.status == .badRequest)
        let judged = PagePrompts.signIn(redirectURI: "com.example.good:/callback")
        let script = HostedScript(Self.prompt(), factorIsMissing: true, toNobody: .signIn(judged))
        let shown = try await script.send(evil, headers: cookie)
        let policy = try #require(shown.headers[.contentSecurityPolicy])
        #expect(policy.contains("form-action 'self' com.example.good:") && !policy.contains("evil"))
    }

    @Test("a request that needs nobody's doing is answered with 302")
    func found() async throws {
        let response = try await HostedScript(.redirect("https://app.example.com/?code=c")).send(Self.page)
        #expect(response.status == .found && response.headers[.location] == "https://app.example.com/?code=c")
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test("an OAuth client's sign-in elsewhere is bound to the browser that began it")
    func external() async throws {
        let script = HostedScript(Self.prompt(), external: "https://app.example.com/login?external_auth_id=e")
        let begun = try await script.send("/oauth2/authorize?client_id=c")
        #expect(begun.status == .seeOther)
        #expect(begun.headers[.location] == "https://app.example.com/login?external_auth_id=e")
        let cookie = try #require(begun.headers[.setCookie]).prefix { $0 != ";" }
        #expect(cookie.hasPrefix("__Host-claviger_browser="))
        let done = try await script.send("/oauth2/authorize/complete?token=s", headers: [.cookie: String(cookie)])
        #expect(done.headers[.location] == "/oauth2/authorize?client_id=c")
        #expect(done.headers[.setCookie]?.hasPrefix("__Host-claviger_session=session-2;") == true)
        let keys = script.browserKeys
        #expect(keys.count == 2 && keys[0] == keys[1])
    }

    @Test("a hosted interaction is its location, and nothing else is one", arguments: HostedFlow.allCases)
    func location(flow: HostedFlow) {
        let interaction = Interaction.hosted(flow, query: "a=1&organization_id=x&b=%26")
        #expect(Interaction(location: interaction.location) == interaction)
        #expect(interaction.choosing(organizationID: "y").location == "\(flow.path)?a=1&b=%26&organization_id=y")
        #expect(interaction.forgettingOrganization.location == "\(flow.path)?a=1&b=%26")
        #expect(
            interaction.settingParameter("a", to: "2&").location
                == "\(flow.path)?organization_id=x&b=%26&a=2%26")
        for other in [flow.path, "\(flow.path)/?a=1", "https://x\(flow.path)?a=1", "/\(flow.path)?a=1"] {
            #expect(Interaction(location: other) == nil)
        }
    }

    @Test("where there are no hosted pages their addresses are not there")
    func none() async throws {
        let response = try await PageScript(Self.prompt()).send(Self.page)
        #expect(response.status == .notFound)
    }
}
