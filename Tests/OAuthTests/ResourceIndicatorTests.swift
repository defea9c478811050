import OAuth
import Testing

@Suite("RFC 8707 §2: configured resource indicators")
struct ResourceIndicatorTests {
    @Test(
        "An absolute http or https URI; * may be the whole first label of a host",
        arguments: [
            "https://mcp.example.com/mcp", "https://mcp.example.com", "http://localhost:4180/mcp",
            "https://a.example/mcp?x=1",
            "https://*.example.com/mcp", "https://*.mcp.example.com:8443/", "http://*.dev.localhost/mcp",
        ])
    func accepts(text: String) throws {
        #expect(try #require(ResourceIndicator(text)).text == text)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "mcp", "/mcp", "urn:example:mcp", "ftp://a.example/", "https://a.example/#x", "https://a.example/*",
            "*",
            "https://*", "https://*/mcp", "https://*.com/mcp", "https://*.com", "https://*:1/x",
            "https://a.*.example.com/mcp",
            "https://*.*.example.com/mcp", "https://a*.example.com/mcp", "https://*a.example.com/mcp",
            "https://*..com/",
            "https://*.example.com/*", "https://*.example.com/?*", "https://*.example.com:*/", "https://*.0.0.1/",
            "https://*.example.com./", "https://*.exa_mple.com/", "https://u@*.example.com/",
            "https://*@example.com/", "*://a.example.com/", "https://*.[::1]/", "https://*.-a.com/",
            "https://a.example/%zz",
            "https://*\u{301}.example.com/", "https://*.example.com/#", "https://*.example.com@evil.example/",
        ])
    func refuses(text: String) {
        #expect(ResourceIndicator(text) == nil)
    }

    @Test("Without a * the request is equal byte for byte")
    func exact() throws {
        let resource = try #require(ResourceIndicator("https://a.example/mcp"))
        #expect(resource.matches("https://a.example/mcp"))
        for other in [
            "https://a.example/mcp/", "https://A.example/mcp", "https://a.example:443/mcp", "", "https://a.example",
        ] {
            #expect(!resource.matches(other))
        }
    }

    @Test(
        "Exactly one label of letters, digits and hyphens stands for the *",
        arguments: [
            ("a", true), ("acme-1", true), ("0", true), ("x--y", true), ("", false), ("a.b", false), ("A", false),
            ("-a", false), ("a-", false), ("-", false), ("a_b", false), ("*", false), ("a/", false),
            ("evil.example/?", false),
            ("evil.example#", false), ("u@a", false), ("a:1", false), ("%61", false), ("é", false), ("a\u{0}", false),
            (" a", false), ("a\n", false),
        ])
    func wildcard(label: String, expected: Bool) throws {
        let resource = try #require(ResourceIndicator("https://*.example.com/mcp"))
        #expect(resource.matches("https://\(label).example.com/mcp") == expected)
    }

    @Test("A label has 63 letters at most, and the rest is equal byte for byte")
    func rest() throws {
        let resource = try #require(ResourceIndicator("https://*.example.com/mcp"))
        #expect(resource.matches("https://\(String(repeating: "a", count: 63)).example.com/mcp"))
        for other in [
            "https://\(String(repeating: "a", count: 64)).example.com/mcp", "https://example.com/mcp",
            "https://.example.com/mcp",
            "https://a.example.com/mcp/", "https://a.example.com/mcp?x", "https://a.example.com:443/mcp",
            "https://a.Example.com/mcp", "http://a.example.com/mcp", "https://a.example.com", "https://",
            ".example.com/mcp", "",
            "https://*.example.com/mcp", "https://a.example.org/mcp",
        ] {
            #expect(!resource.matches(other), "\(other)")
        }
    }

    @Test("A request that is shorter than the two halves together does not count a part twice")
    func overlap() throws {
        let resource = try #require(ResourceIndicator("http://*.a.a"))
        #expect(!resource.matches("http://.a.a") && !resource.matches("http://a.a") && resource.matches("http://a.a.a"))
    }
}
