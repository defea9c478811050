import AuthorizationServer
import HTTPAPI
import HTTPTypes
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Pages: what they show")
struct PageRenderingTests {
    private let renderer = PageRenderer(host: "auth.example.com")

    private func consent(_ prompt: ConsentPrompt) -> String {
        renderer.render(ConsentPage(prompt: prompt, forms: PagePrompts.forms))
    }

    @Test(
        "consent shows the client's name, its redirect host, the resource, the organization, the account and the scopes"
    )
    func consentShows() {
        let html = consent(
            PagePrompts.consent(
                redirectURI: "https://app.example.com:8443/callback",
                scopes: "openid profile email offline_access mcp:write",
                organization: "Acme"))
        for shown in [
            "Allow <bdi>Notebook</bdi> access?", "<bdi>app.example.com:8443</bdi>", "https://mcp.example.com/mcp",
            "Acme",
            "alice@example.com", "Know who you are", "See your name", "See your email address",
            "Keep its access when you are not using it", "<code>mcp:write</code>", "auth.example.com",
        ] {
            #expect(html.contains(shown), "\(shown)")
        }
        #expect(!html.contains("warning\">"))
    }

    @Test(
        "consent warns of redirects to loopback, whatever the port",
        arguments: ["http://127.0.0.1:4711/cb", "http://localhost/cb", "http://[::1]:80/cb"])
    func loopback(uri: String) {
        let html = consent(PagePrompts.consent(redirectURI: uri))
        #expect(html.contains("Only continue if you started this on this computer"))
        #expect(html.contains("<bdi>\(PagePrompts.redirectURI(uri).displayHost)</bdi>"))
    }

    @Test("RFC 8252 §7.1: consent warns of redirects by a private-use scheme, and names it")
    func privateUse() {
        let html = consent(PagePrompts.consent(redirectURI: "cursor://anysphere.cursor-mcp/oauth/callback"))
        #expect(html.contains("Only continue if you started this in an application on this device"))
        #expect(html.contains("<bdi>cursor:</bdi>"))
    }

    @Test("consent says how the server came to know the client")
    func registration() {
        #expect(consent(PagePrompts.consent()).contains("set up by the owner of this server"))
        #expect(consent(PagePrompts.consent(registration: .dynamic)).contains("nobody has checked its name"))
        let document = PagePrompts.consent(
            registration: .metadataDocument, clientID: "https://notebook.example.com/client.json")
        #expect(consent(document).contains("published by <bdi class=\"strong\">notebook.example.com</bdi>"))
    }

    @Test("RFC 8628 §3.3.1: consent for a device shows its code to compare, and warns of codes that somebody sent")
    func device() {
        let html = consent(PagePrompts.consent(redirectURI: nil, userCode: "BCDF-GHJK"))
        #expect(html.contains("Check that your device shows this code"))
        #expect(html.contains(">BCDF-GHJK<"))
        #expect(html.contains("If somebody sent you"))
        #expect(!html.contains("You will be sent"))
    }

    @Test(
        "only links to the web become links",
        arguments: ["javascript:alert(1)", "data:text/html,x", "//evil.example", ""])
    func links(uri: String) {
        #expect(!consent(PagePrompts.consent(clientURI: uri)).contains("<a "))
        #expect(
            consent(PagePrompts.consent(clientURI: "https://about.example/")).contains(
                "href=\"https://about.example/\""))
    }

    @Test("approving is the first button of the first form")
    func approveFirst() throws {
        let form = try #require(PageHTML(consent(PagePrompts.consent())).forms.first)
        #expect(form.action == "/oauth2/consent")
        #expect(form.buttons.map(\.value) == ["approve", "deny"])
        #expect(form.fields["interaction"] == "/oauth2/authorize?client_id=c")
        #expect(form.fields["decision"] == "approve")
    }

    @Test("in development the first form continues as the first person; the password comes second")
    func people() throws {
        let people = [
            PagePrompts.user("user_1", email: "alice@example.com", firstName: "Alice", lastName: "Archer"),
            PagePrompts.user("user_2", email: "bob@example.com"),
        ]
        let page = SignInPage(prompt: PagePrompts.signIn(people: people), forms: PagePrompts.forms)
        let html = PageHTML(renderer.render(page))
        #expect(html.forms.map(\.action) == ["/oauth2/sign-in", "/oauth2/sign-in"])
        #expect(html.forms[0].buttons.map(\.value) == ["user_1", "user_2"])
        #expect(html.forms[0].fields["email"] == nil)
        #expect(Set(html.forms[1].fields.keys) == ["interaction", "csrf", "email", "password"])
    }

    @Test("elsewhere address and password are the only form, and login_hint fills the address in")
    func password() throws {
        let page = SignInPage(prompt: PagePrompts.signIn(email: "alice@example.com"), forms: PagePrompts.forms)
        let html = PageHTML(renderer.render(page))
        #expect(html.forms.count == 1)
        #expect(html.forms[0].fields["email"] == "alice@example.com")
        #expect(html.forms[0].fields["password"] == "")
    }

    @Test("a refused sign-in says so to screen readers, beside the fields that it is about")
    func refused() throws {
        let page = SignInPage(
            prompt: PagePrompts.signIn(), failure: .refused(.wrongCredentials), typed: "bob@example.com",
            forms: PagePrompts.forms)
        let html = PageHTML(renderer.render(page))
        let alert = try #require(html.tags.first { $0.attributes["role"] == "alert" })
        let inputs = html.tags.filter { $0.name == "input" && $0.attributes["type"] != "hidden" }
        #expect(inputs.count == 2)
        for input in inputs {
            #expect(input.attributes["aria-invalid"] == "true")
            #expect(input.attributes["aria-describedby"] == alert.attributes["id"])
        }
        #expect(html.text.contains("<title>Error: Sign in"))
        #expect(html.forms[0].fields["email"] == "bob@example.com")
    }

    @Test(
        "a throttled sign-in says how long to wait",
        arguments: [(0, "1 second."), (1, "1 second."), (59, "59 seconds."), (60, "1 minute."), (61, "2 minutes.")])
    func throttled(seconds: Int64, words: String) {
        let page = SignInPage(
            prompt: PagePrompts.signIn(), failure: .refused(.throttled(retryAfter: seconds)), forms: PagePrompts.forms)
        #expect(renderer.render(page).contains("Try again in \(words)"))
    }

    @Test("every page has a language, a title, one main landmark, one heading of the first level, and no script")
    func skeleton() {
        let pages = Self.pages(with: "x", renderer)
        // Signing in and signing up have one template.
        #expect(pages.count == PageTemplate.allCases.count + 1)
        for html in pages.map({ PageHTML($0) }) {
            #expect(html.text.hasPrefix("<!doctype html>"))
            #expect(html.tags.first { $0.name == "html" }?.attributes["lang"] == "en")
            for name in ["title", "main", "h1"] { #expect(html.tags.filter { $0.name == name }.count == 1, "\(name)") }
            #expect(!html.tags.contains { $0.name == "script" || $0.attributes.keys.contains { $0.hasPrefix("on") } })
            let labelled = Set(html.tags.filter { $0.name == "label" }.compactMap { $0.attributes["for"] })
            for input in html.tags where input.name == "input" && input.attributes["type"] != "hidden" {
                #expect(labelled.contains(input.attributes["id"] ?? ""))
            }
            // Nothing refers to an element that is not there, and no element is there twice.
            let identifiers = html.tags.compactMap { $0.attributes["id"] }
            #expect(Set(identifiers).count == identifiers.count)
            for reference in html.tags.compactMap({ $0.attributes["aria-labelledby"] ?? $0.attributes["for"] }) {
                #expect(identifiers.contains(reference), "\(reference)")
            }
        }
    }

    @Test("text from outside never becomes markup, also where a combining or a joining letter hides the delimiter")
    func hostileText() {
        let shape = Self.pages(with: "x", renderer).map(Self.delimiters)
        let pieces = [
            "<script>", "\"", "'", "&", "<", ">", "\"\u{301}", "<\u{301}", "\u{600}<script>", "\u{600}\"", "\u{110BD}<",
            "\u{D4E}<script>",
            "\u{200D}\"", "\r\n", "\u{0}", "{{email}}", "{{{email}}}", "{{/layout}}", "&lt;", "é", "\u{202E}", "a",
            "</bdi>",
        ]
        var generator = Repeatable(seed: 7)
        for _ in 0..<400 {
            let text = "x" + (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            #expect(Self.pages(with: text, renderer).map(Self.delimiters) == shape, "\(text.debugDescription)")
        }
    }

    private static func delimiters(_ html: String) -> [UInt8: Int] {
        var counts: [UInt8: Int] = [:]
        for byte in html.utf8 where "<>\"'".utf8.contains(byte) { counts[byte, default: 0] += 1 }
        return counts
    }

    /// Every page, with this text wherever text comes from outside.
    private static func pages(with text: String, _ renderer: PageRenderer) -> [String] {
        let interaction = Interaction.device(userCode: text)
        let forms = FormMaker(base: "", interaction: interaction, seal: FormSeal(key: Secret("key"), session: nil))
        let people = [PagePrompts.user(text, email: text + "@", firstName: text)]
        let prompt = OrganizationPrompt(
            clientName: text, email: text, organizations: [PagePrompts.organization(text, text)])
        var failure = PageFailure(.badRequest, code: text, text, interaction: interaction)
        failure.retryAfter = 1
        var signUp = PagePrompts.signIn(clientName: text, email: text)
        (signUp.isSignUp, signUp.provider, signUp.other) = (true, text, interaction)
        let code = OneTimeCodePrompt(kind: .emailVerification, email: text, redirectURI: nil)
        return [
            renderer.render(
                SignInPage(prompt: signUp, failure: .refused(.unusable(text)), typed: text, forms: forms)),
            renderer.render(OneTimeCodePage(prompt: code, failure: .refused(.unusable(text)), forms: forms)),
            renderer.render(SignedOutPage()),
            renderer.render(
                SignInPage(
                    prompt: PagePrompts.signIn(clientName: text, email: text, people: people),
                    failure: .refused(.wrongCredentials), typed: text, forms: forms)),
            renderer.render(OrganizationPage(prompt: prompt, forms: forms)),
            renderer.render(
                ConsentPage(
                    prompt: PagePrompts.consent(
                        clientName: text, registration: .metadataDocument, clientID: text, userCode: text,
                        audience: text, organization: text, email: text), forms: forms)),
            renderer.render(UserCodePage(prompt: UserCodePrompt(rejected: text, email: text), forms: forms)),
            renderer.render(DecidedPage(approved: true, clientName: text)),
            renderer.render(ErrorPage(failure, base: "", place: text, requestID: text)),
        ]
    }
}
