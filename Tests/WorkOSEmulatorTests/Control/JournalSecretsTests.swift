import JSON
import OAuth
import TestSupport
import Testing
import WorkOSEmulator

@Suite("No secret is in the journal")
struct JournalSecretsTests {
    private static let form = ("Content-Type", "application/x-www-form-urlencoded")
    private static let json = ("Content-Type", "application/json")

    private static let names = [
        "client_secret", "password", "code", "token", "refresh_token", "value", "secret", "api_key", "apiKey",
        "pending_authentication_token", "code_verifier", "assertion", "client_assertion", "subject_token",
        "actor_token", "device_code", "user_code", "password_hash", "new_password", "invitation_token",
        "password_reset_token", "access_token", "id_token", "id_token_hint", "clientSecret", "refreshToken",
        "Client-Secret", "csrf", "magic_auth_code", "verification_code", "private_key", "sealed_session",
        "cookie_password", "totp_secret", "jwt", "otp", "authentication_token",
    ]

    private func entry(
        _ target: String = "/x", headers: [(String, String)] = [], body: String = ""
    ) -> JournalEntry {
        JournalEntry(
            method: "POST", target: target, headers: headers.map { (name: $0.0, value: $0.1) },
            body: Array(body.utf8), requestID: "req_1", receivedAt: ManualClock().now())
    }

    /// No part of the secret that is longer than the hint may be seen, in whatever spelling.
    private func expectHidden(_ secret: String, _ entry: JournalEntry, _ what: String) {
        let text = entry.json.serializedString()
        for part in [secret.prefix(6), secret.suffix(6)] {
            #expect(!text.contains(part), "\(what): \(text)")
        }
        #expect(!text.contains(Base64.encode(Array(secret.utf8), .standard).prefix(12)), "\(what)")
    }

    private func random(_ chance: inout Repeatable, _ count: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<count).map { _ in letters.randomElement(using: &chance) ?? "A" })
    }

    @Test("under each of the names of secrets: query, form, JSON at any depth, Referer", arguments: names)
    func underNames(name: String) {
        var chance = Repeatable(seed: UInt64(name.utf8.count))
        for length in [7, 20, 64] {
            let secret = random(&chance, length)
            expectHidden(secret, entry("/x?a=1&\(name)=\(secret)"), "query")
            expectHidden(secret, entry("/x?a=1&\(name)=\(secret)&\(name)=\(secret)"), "query, twice")
            expectHidden(secret, entry(headers: [Self.form], body: "a=1&\(name)=\(secret)"), "form")
            for json in [
                #"{"\#(name)":"\#(secret)"}"#, #"{"a":[{"b":{"\#(name)":"\#(secret)"}}]}"#,
                #"{"\#(name)":["\#(secret)"]}"#, #"{"\#(name)":{"text":"\#(secret)"}}"#,
            ] {
                expectHidden(secret, entry(headers: [Self.json], body: json), "JSON")
            }
            expectHidden(
                secret, entry(headers: [("Referer", "http://127.0.0.1/cb?\(name)=\(secret)&a=1")]), "Referer")
            expectHidden(
                secret, entry(headers: [("Referer", "http://127.0.0.1/cb#\(name)=\(secret)")]), "fragment")
        }
    }

    @Test("in every kind of Authorization header, and in cookies")
    func headers() {
        var chance = Repeatable(seed: 5)
        for length in [7, 24, 80] {
            let secret = random(&chance, length)
            let basic = Base64.encode(Array("client_1:\(secret)".utf8), .standard)
            for value in [
                "Bearer \(secret)", "bearer  \(secret)", "Bearer sk_\(secret)", "Token \(secret)", secret,
                "\(secret) x", "Basic \(basic)", "Basic \(secret)", "DPoP \(secret)", "Basic", "Bearer x \(secret)",
            ] {
                expectHidden(secret, entry(headers: [("Authorization", value)]), "Authorization")
            }
            expectHidden(secret, entry(headers: [("Cookie", "a=\(secret); b=\(secret)")]), "Cookie")
            expectHidden(secret, entry(headers: [("cookie", secret)]), "Cookie without a name")
            expectHidden(secret, entry(headers: [("X-Api-Key", secret), ("X-Anything", secret)]), "another header")
        }
    }

    @Test("keys and tokens of known looks wherever they stand: names, texts, paths, other members, URLs in URLs")
    func looks() {
        var chance = Repeatable(seed: 9)
        for prefix in ["sk_", "sk_test_", "eyJ", "refresh_", "registration_", "Fe26.2*"] {
            let part = random(&chance, 40)
            let secret = prefix + part
            let encoded = "%" + String(secret.utf8.first ?? 0, radix: 16, uppercase: true) + secret.dropFirst()
            let inner = FormURLEncoded.encodeComponent("https://app.example.com/cb?next=1&x=\(secret)")
            for (what, entry) in [
                ("text", entry(headers: [Self.json], body: #"{"name":"my key is \#(secret), is it not?"}"#)),
                ("member", entry(headers: [Self.json], body: #"{"\#(secret)":{"environment":"x"}}"#)),
                ("form name", entry(headers: [Self.form], body: secret)),
                ("query name", entry("/x?\(secret)")), ("path", entry("/x/\(secret)/y")),
                ("path, encoded", entry("/x/\(encoded)")), ("query", entry("/x?name=\(secret)")),
                ("URL in a query", entry("/x?redirect_uri=\(inner)")),
                ("URL in a URL", entry(headers: [("Referer", "http://127.0.0.1/a?redirect_uri=\(inner)")])),
                ("agent", entry(headers: [("User-Agent", "x/\(secret)")])),
                ("idempotency", entry(headers: [("Idempotency-Key", secret)])),
            ] {
                expectHidden(part, entry, "\(prefix) in \(what)")
            }
        }
    }

    @Test("what a path says after by_token")
    func paths() {
        expectHidden("Z9x8c7v6b5n4m3", entry("/user_management/invitations/by_token/Z9x8c7v6b5n4m3"), "path")
    }

    @Test("what says something about a secret, and is none, stays")
    func harmless() {
        let body = """
            {"grant_type":"client_credentials","token_type_hint":"access_token","client_secret_expires_at":0,
            "password_hash_type":"bcrypt","country_code":"DE","api_key_id":"api_key_1","token_endpoint":"https://a.example",
            "code_challenge":"abc","code_challenge_method":"S256","task_list":"sk","state":"s"}
            """
        #expect(entry(headers: [Self.json], body: body).body == (try? JSONParser.parse(body)))
        #expect(
            entry(headers: [Self.form], body: "name=What?+An+%23+and+%26+100%25").body["name"]
                == "What? An # and & 100%")
        #expect(entry("/organizations/org_01?search=a%26b").query == ["search": "a&b"])
        let referer = "http://127.0.0.1:4100/a/b?x=1&y=%C3%BC&y=2#top"
        #expect(entry(headers: [("Referer", referer)]).headers["referer"] == .string(referer))
    }

    @Test("a key can be told from another by what is left of it")
    func hints() {
        #expect(entry(headers: [("Authorization", "Bearer sk_test_default")]).apiKey == "sk_…ault")
        #expect(entry(headers: [("Authorization", "Bearer sk_short")]).headers["authorization"] == "Bearer [redacted]")
        let basic = "Basic " + Base64.encode(Array("client_1:a+b%".utf8), .standard)
        #expect(entry(headers: [("Authorization", basic)]).headers["authorization"] == "Basic client_1:[redacted]")
    }
}
