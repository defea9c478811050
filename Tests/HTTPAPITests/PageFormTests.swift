import AuthorizationServer
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import OAuth
import Testing

@Suite("Pages: forms that others send")
struct PageFormTests {
    private func consent() -> PageScript { PageScript(.consent(PagePrompts.consent())) }

    private func isUntouched(_ script: PageScript) -> Bool { script.calls.allSatisfy { $0.name == "authorize" } }

    @Test("a form of our own page is taken")
    func own() async throws {
        let script = consent()
        #expect(try await script.submit("/oauth2/consent").status == .seeOther)
        #expect(script.calls.last?.name == "decide")
    }

    @Test("what is no browser sends neither Origin nor Sec-Fetch-Site, and is taken")
    func noBrowser() async throws {
        #expect(try await consent().submit("/oauth2/consent", headers: [.origin: ""]).status == .seeOther)
    }

    @Test(
        "without the token, or with another, nothing is done, and the page says where to go on",
        arguments: [nil, "", "x"])
    func token(value: String?) async throws {
        let script = consent()
        let response = try await script.submit("/oauth2/consent", fields: ["csrf": value])
        #expect(response.status == .forbidden)
        #expect(isUntouched(script))
        #expect(PageHTML(response).tags.contains { $0.attributes["href"] == "/oauth2/authorize?client_id=c" })
    }

    @Test("without the browser's cookie nothing is done")
    func cookie() async throws {
        let script = consent()
        #expect(try await script.submit("/oauth2/consent", headers: [.cookie: ""]).status == .forbidden)
        #expect(isUntouched(script))
    }

    @Test("a form that was made for another request, another session or another act does nothing")
    func binding() async throws {
        let script = consent()
        let otherRequest: [String: String?] = ["interaction": "/oauth2/authorize?client_id=evil"]
        #expect(try await script.submit("/oauth2/consent", fields: otherRequest).status == .forbidden)
        let shown = try await script.send("/oauth2/authorize?client_id=c")
        let key = try #require(shown.headers[.setCookie]).prefix { $0 != ";" }
        for action in ["/oauth2/sign-out", "/oauth2/consent"] {
            let form = try #require(PageHTML(shown).forms.first { $0.action == action })
            let body = FormURLEncoded.serialize(form.fields.map { ($0.key, $0.value) } + [("decision2", "approve")])
            let session = action == "/oauth2/consent" ? "; __Host-claviger_session=another" : ""
            let response = try await script.send(
                "/oauth2/consent", method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded", .cookie: key + session], body: body)
            #expect(response.status == .forbidden, "\(action)")
        }
        #expect(isUntouched(script))
    }

    @Test(
        "a form from another origin does nothing",
        arguments: [
            "https://evil.example", "null", "http://auth.example.com", "https://auth.example.com:8443",
            "https://auth.example.com.evil.example", "https://auth.example.com/x", "",
        ])
    func otherOrigin(origin: String) async throws {
        let script = consent()
        var fields: HTTPFields = [.origin: origin]
        // An empty header would be left out.
        if origin.isEmpty { fields = [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"] }
        #expect(try await script.submit("/oauth2/consent", headers: fields).status == .forbidden)
        #expect(isUntouched(script))
    }

    @Test(
        "Sec-Fetch-Site",
        arguments: [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false)])
    func fetchSite(site: String, isTaken: Bool) async throws {
        let response = try await consent().submit("/oauth2/consent", headers: [HTTPField.Name("Sec-Fetch-Site")!: site])
        #expect(response.status == (isTaken ? .seeOther : .forbidden))
    }

    @Test("the issuer's origin may be written with its default port")
    func defaultPort() async throws {
        let response = try await consent().submit("/oauth2/consent", headers: [.origin: "https://auth.example.com:443"])
        #expect(response.status == .seeOther)
    }

    @Test("only forms are taken, and none beyond 64 KiB")
    func body() async throws {
        let script = consent()
        for type in ["application/json", "text/plain", "multipart/form-data; boundary=x", ""] {
            let response = try await script.submit("/oauth2/consent", headers: [.contentType: type])
            #expect(response.status == .unsupportedMediaType)
            #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        }
        let large = try await script.submit("/oauth2/consent", fields: ["x": String(repeating: "x", count: 70_000)])
        #expect(large.status == .contentTooLarge)
        for broken in ["interaction=%", "interaction=%FF", "a=1&a=2", "", "&&&"] {
            let response = try await script.send(
                "/oauth2/consent", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                body: broken)
            #expect(response.status == .badRequest, "\(broken)")
        }
        #expect(isUntouched(script))
    }

    @Test(
        "no form leads the browser elsewhere",
        arguments: [
            "https://evil.example/", "//evil.example/oauth2/authorize?x", "/oauth2/authorize",
            "/oauth2/authorize?a\r\nX: y",
            "/oauth2/authorize?a#b", "/oauth2/authorizer?x", "/oauth2/../evil?x", "",
        ])
    func elsewhere(interaction: String) async throws {
        let script = consent()
        let response = try await script.submit("/oauth2/sign-out", fields: ["interaction": interaction])
        #expect([.badRequest, .forbidden].contains(response.status))
        #expect(response.headers[.location] == nil)
        #expect(isUntouched(script))
    }

    @Test("in development the request's own loopback address is an origin too, and no name that leads there is")
    func development() async throws {
        let script = PageScript(issuer: "http://127.0.0.1:4100", .consent(PagePrompts.consent()))
        let shown = try await script.send("/oauth2/authorize?client_id=c")
        let form = try #require(PageHTML(shown).forms.first)
        let cookie = String(try #require(shown.headers[.setCookie]).prefix { $0 != ";" })
        let body = FormURLEncoded.serialize(form.fields.map { ($0.key, $0.value) })
        // The request is sent to `localhost`.
        for (origin, isTaken) in [
            ("http://127.0.0.1:4100", true), ("http://localhost", true), ("http://localhost:5000", false),
            ("http://rebound.example:4100", false), ("https://localhost", false),
        ] {
            let response = try await script.send(
                "/oauth2/consent", method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded", .cookie: cookie, .origin: origin],
                body: body)
            #expect(response.status == (isTaken ? .seeOther : .forbidden), "\(origin)")
        }
    }

    @Test("seals differ in browser, session, act and interaction")
    func seals() {
        let interaction = Interaction.authorize(query: "a=1")
        var tokens: Set<String> = []
        for key in ["k1", "k2"] {
            for session in [nil, "s1", "s2", ""] as [String?] {
                let seal = FormSeal(key: Secret(key), session: session.map { Secret($0) })
                for purpose in FormSeal.Purpose.allCases {
                    for step in [
                        interaction, .authorize(query: "a=2"), .device(userCode: nil), .device(userCode: "a=1"),
                    ] {
                        let token = seal.token(for: purpose, step)
                        #expect(seal.accepts(token, for: purpose, step))
                        tokens.insert(token)
                    }
                }
            }
        }
        #expect(tokens.count == 2 * 4 * FormSeal.Purpose.allCases.count * 4)
    }
}
