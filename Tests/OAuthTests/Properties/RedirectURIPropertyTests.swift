import OAuth
import Testing

@Suite("Redirect URIs and resource indicators, on generated ones")
struct RedirectURIPropertyTests {
    private static let fragments = [
        "javascript:", "data:", "//", "@", "..", "/../", "%2e", "%2f", "%00", "%0a", "#", "?", "*", "\\", ":80", ":",
        "[::1]",
        "localhost", "127.0.0.1", "http:", "https:", "evil.example", "\u{0}", "é", " ", ".", "code=", "&state=",
    ]

    private func uri(_ generator: inout InputGenerator) -> String {
        let scheme = generator.pick([
            "https://", "https://", "http://", "http://", "cursor://", "com.example.app:/", "com.example.app:",
            "javascript:",
            "file://", "ws://",
        ])
        let host = generator.pick([
            "127.0.0.1", "[::1]", "localhost", "a.example", "A.Example", generator.text(of: "ab.-"),
        ])
        let port = generator.isOne(in: 2) ? ":\(generator.number(1...65535))" : ""
        let path = generator.isOne(in: 5) ? "" : "/\(generator.text())"
        return scheme + host + port + path + (generator.isOne(in: 4) ? "?\(generator.text(of: "ab=&"))" : "")
    }

    /// What a browser might act on, found without the code under test.
    private func isDangerous(_ text: String) -> Bool {
        let scheme = text.lowercased().prefix { $0 != ":" }
        return ["javascript", "data", "file", "vbscript", "blob", "about", "ws", "wss", "ftp", "mailto"].contains(
            scheme)
    }

    @Test("A registered URI is safe, exact, and registers again as itself", arguments: UInt64(1)...4)
    func registering(seed: UInt64) throws {
        var generator = InputGenerator(seed: seed)
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            let text: String =
                generator.isOne(in: 20)
                ? String(decoding: generator.bytes(0...40), as: UTF8.self)
                : generator.damaged(uri(&generator), with: RedirectURIPropertyTests.fragments)
            let type = generator.pick(ApplicationType.allCases)
            do {
                let redirect = try RedirectURI(text, applicationType: type)
                read += 1
                #expect(redirect.text.utf8.elementsEqual(text.utf8) && !isDangerous(text))
                #expect(text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"#*\\<>\"".utf8.contains($0) })
                let path = text.prefix { $0 != "?" }
                #expect(!path.contains("/../") && !path.hasSuffix("/.."))
                if redirect.isPrivateUse {
                    #expect(type == .native)
                    #expect(redirect.consentHost.lowercased() == text.lowercased().prefix { $0 != ":" } + ":")
                } else {
                    let url = try #require(HTTPURL(text))
                    #expect(url.scheme == .https || ["127.0.0.1", "::1", "localhost"].contains(url.host))
                    #expect(redirect.displayHost == url.authority)
                    #expect(redirect.consentHost.hasPrefix("\(url.scheme.rawValue)://"))
                }
                #expect(redirect.matches(text))
                #expect(try RedirectURI(text, applicationType: .native) == redirect)
            } catch let error as OAuthError {
                refused += 1
                #expect(error.isPresentable([.invalidRedirectURI]))
            }
        }
        #expect(read > 300)
        #expect(refused > 300)
    }

    @Test(
        "RFC 8252 §7.3: a requested URI that matches is equal, up to the port of http on loopback",
        arguments: UInt64(1)...4)
    func matching(seed: UInt64) throws {
        var generator = InputGenerator(seed: 10 + seed)
        var (matched, differed) = (0, 0)
        for _ in 0..<2500 {
            let text = uri(&generator)
            guard let redirect = try? RedirectURI(text, applicationType: .native) else { continue }
            let moved = "http://localhost:\(generator.number(1...65535))"
            let requested: String =
                generator.isOne(in: 3)
                ? moved + text.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" && $0 != "?" }
                : generator.damaged(text, with: RedirectURIPropertyTests.fragments)
            guard redirect.matches(requested) else {
                differed += 1
                #expect(!requested.utf8.elementsEqual(text.utf8))
                continue
            }
            matched += 1
            guard !requested.utf8.elementsEqual(text.utf8) else { continue }
            #expect(redirect.isLoopbackHTTP)
            let (own, other) = (try #require(HTTPURL(text)), try #require(HTTPURL(requested)))
            #expect(own.scheme == other.scheme && own.host == other.host && own.explicitPort != other.explicitPort)
            #expect(own.path == other.path && own.query == other.query)
            // What matches would itself be accepted, and matches the other way round.
            #expect(try RedirectURI(requested, applicationType: .web).matches(text))
        }
        #expect(matched > 300)
        #expect(differed > 300)
    }

    @Test("RFC 8707 §2: a requested resource that matches is equal, up to one label", arguments: UInt64(1)...4)
    func resources(seed: UInt64) throws {
        var generator = InputGenerator(seed: 20 + seed)
        let fragments = ["*", ".", "/", "%2e", "@", "#", "?", ":1", "é", "\u{0}", "a.b"]
        var (matched, differed, refused) = (0, 0, 0)
        for _ in 0..<2500 {
            let tail =
                "\(generator.text(of: "ab")).example\(generator.pick(["", "/", "/mcp", ":8443/mcp", "/mcp?x=1"]))"
            let written = "https://" + (generator.isOne(in: 3) ? "" : "*.") + tail
            let text: String = generator.isOne(in: 4) ? generator.damaged(written, with: fragments) : written
            guard let resource = ResourceIndicator(text) else {
                refused += 1
                continue
            }
            let label = generator.isOne(in: 2) ? generator.text(of: "ab-0", 1...4) : generator.text(of: "ab-.A/", 0...5)
            let filled = text.split(separator: "*", omittingEmptySubsequences: false).joined(separator: label)
            let requested: String = generator.isOne(in: 4) ? generator.damaged(filled, with: fragments) : filled
            guard resource.matches(requested) else {
                differed += 1
                continue
            }
            matched += 1
            #expect(HTTPURL(requested) != nil)
            guard text.contains("*") else {
                #expect(requested.utf8.elementsEqual(text.utf8))
                continue
            }
            let parts = requested.split(separator: "://", maxSplits: 1)
            let first = try #require(parts.last).prefix { $0 != "." }
            #expect(
                !first.isEmpty && first.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) })
            #expect("\(parts[0])://*\(parts[1].dropFirst(first.count))".utf8.elementsEqual(text.utf8))
        }
        #expect(matched > 200 && differed > 200 && refused > 200)
    }
}
