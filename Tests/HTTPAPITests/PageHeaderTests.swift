import AuthorizationServer
import Crypto
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import OAuth
import Testing

@Suite("Pages: headers")
struct PageHeaderTests {
    private static let page = "/oauth2/authorize?client_id=c"

    private func policy(_ response: TestResponse) throws -> [String: String] {
        let header = try #require(response.headers[.contentSecurityPolicy])
        return Dictionary(
            uniqueKeysWithValues: header.split(separator: "; ").map { directive in
                let name = directive.prefix { $0 != " " }
                return (String(name), String(directive.dropFirst(name.count + 1)))
            })
    }

    @Test("every page, the error's too, is unframeable, not stored, sniffed or scripted, and loads nothing")
    func fixed() async throws {
        let outcomes: [InteractionOutcome] = [
            .signIn(PagePrompts.signIn()), .chooseOrganization(PagePrompts.organizations()),
            .consent(PagePrompts.consent()), .enterUserCode(UserCodePrompt(email: "a@example.com")),
            .decided(approved: true, clientName: "TV"), .failure(OAuthError(.invalidRequest, "no")),
        ]
        for outcome in outcomes {
            let response = try await PageScript(outcome).send(Self.page)
            let policy = try policy(response)
            #expect(policy["default-src"] == "'none'")
            #expect(policy["base-uri"] == "'none'")
            #expect(policy["frame-ancestors"] == "'none'")
            #expect(policy["img-src"] == "data:")
            #expect(policy["script-src"] == nil)
            #expect(response.headers[.contentType] == "text/html; charset=utf-8")
            #expect(response.headers[.cacheControl] == "no-store")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[HTTPField.Name("X-Frame-Options")!] == "DENY")
            #expect(response.headers[HTTPField.Name("Referrer-Policy")!] == "same-origin")
            #expect(response.headers[HTTPField.Name("Permissions-Policy")!] != nil)
        }
    }

    @Test("the policy's hash is the style sheet's")
    func styleHash() async throws {
        let response = try await PageScript(.signIn(PagePrompts.signIn())).send(Self.page)
        let html = String(buffer: response.body)
        let start = try #require(html.firstRange(of: "<style>")).upperBound
        let end = try #require(html.firstRange(of: "</style>")).lowerBound
        let hash = Base64.encode(Array(SHA256.hash(data: Array(html[start..<end].utf8))), .standard)
        #expect(try policy(response)["style-src"] == "'sha256-\(hash)'")
        #expect(!html.contains(" style="))
    }

    @Test(
        "form-action lets the redirect through that follows the form, and what may follow that",
        arguments: [
            ("http://127.0.0.1/cb", "'self' https: http://127.0.0.1:* http://localhost:*"),
            ("http://localhost:4711/cb", "'self' https: http://127.0.0.1:* http://localhost:*"),
            // Source lists have no IPv6 addresses (CSP 3 §2.3.1).
            ("http://[::1]:4711/cb", "'self' https: http:"),
            ("cursor://anysphere.cursor-mcp/oauth/callback", "'self' cursor:"),
            ("com.example.app:/callback", "'self' com.example.app:"),
            // It may go on to any application's scheme.
            ("https://app.example.com/callback", nil),
        ] as [(String, String?)])
    func formAction(redirectURI: String, sources: String?) async throws {
        let outcomes: [InteractionOutcome] = [
            .signIn(PagePrompts.signIn(redirectURI: redirectURI)),
            .consent(PagePrompts.consent(redirectURI: redirectURI)),
        ]
        for outcome in outcomes {
            #expect(try await policy(PageScript(outcome).send(Self.page))["form-action"] == sources)
        }
    }

    @Test("pages that lead to no client post to this server alone")
    func formActionAlone() async throws {
        let outcomes: [InteractionOutcome] = [
            .enterUserCode(UserCodePrompt(email: "a@example.com")), .consent(PagePrompts.consent(redirectURI: nil)),
            .failure(OAuthError(.invalidRequest, "no")),
        ]
        for outcome in outcomes {
            #expect(try await policy(PageScript(outcome).send(Self.page))["form-action"] == "'self'")
        }
    }

    @Test("windows that a client opened stay connected to it")
    func opener() async throws {
        let response = try await PageScript(.consent(PagePrompts.consent())).send(Self.page)
        #expect(response.headers[HTTPField.Name("Cross-Origin-Opener-Policy")!] == nil)
    }

    @Test("RFC 6265bis §4.1.3.2: on https the browser's cookie is host-only, secure and out of reach of scripts")
    func secureCookie() async throws {
        let response = try await PageScript(.signIn(PagePrompts.signIn())).send(Self.page)
        let cookie = try #require(response.headers[.setCookie])
        #expect(cookie.hasPrefix("__Host-claviger_browser="))
        #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Secure"))
        #expect(!cookie.contains("Domain"))
    }

    @Test("on http, in development, cookies are not secure, and servers on other ports have their own")
    func plainCookie() async throws {
        let script = PageScript(issuer: "http://127.0.0.1:4100", .signIn(PagePrompts.signIn()))
        let cookie = try #require(try await script.send(Self.page).headers[.setCookie])
        #expect(cookie.hasPrefix("claviger_browser_4100="))
        #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
    }

    @Test("a browser keeps its key, and gets a new one in the place of one that is none")
    func key() async throws {
        let script = PageScript(.signIn(PagePrompts.signIn()))
        let first = try #require(try await script.send(Self.page).headers[.setCookie]).prefix { $0 != ";" }
        #expect(try await script.send(Self.page, headers: [.cookie: String(first)]).headers[.setCookie] == nil)
        for broken in ["__Host-claviger_browser=", "__Host-claviger_browser=AAAA", "__Host-claviger_browser=%"] {
            #expect(try await script.send(Self.page, headers: [.cookie: broken]).headers[.setCookie] != nil)
        }
    }

    @Test("pages without forms give no cookie")
    func noCookie() async throws {
        let error = try await PageScript(.failure(OAuthError(.invalidRequest, "no"))).send(Self.page)
        #expect(error.headers[.setCookie] == nil)
        let redirect = try await PageScript(.redirect("https://app.example.com/?error=x")).send(Self.page)
        #expect(redirect.headers[.setCookie] == nil)
    }
}
