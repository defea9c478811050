import OAuth
import Testing

@Suite("RFC 8414 §3.1 and RFC 9728 §3.1: where metadata stands")
struct WellKnownTests {
    static let resources = [
        ("https://r.example", "https://r.example/.well-known/oauth-protected-resource"),
        ("https://r.example/", "https://r.example/.well-known/oauth-protected-resource"),
        ("https://r.example/mcp", "https://r.example/.well-known/oauth-protected-resource/mcp"),
        ("https://r.example/a/b", "https://r.example/.well-known/oauth-protected-resource/a/b"),
        ("https://r.example:8443/mcp", "https://r.example:8443/.well-known/oauth-protected-resource/mcp"),
        ("http://[::1]:4180/mcp", "http://[::1]:4180/.well-known/oauth-protected-resource/mcp"),
        ("https://r.example/mcp?k=1", "https://r.example/.well-known/oauth-protected-resource/mcp?k=1"),
        ("https://r.example/?k=1", "https://r.example/.well-known/oauth-protected-resource?k=1"),
        ("https://r.example?k=1", "https://r.example/.well-known/oauth-protected-resource?k=1"),
    ]

    @Test("RFC 9728 §3.1: between host and path; a slash after the host goes, a query stays", arguments: resources)
    func protectedResource(resource: String, metadata: String) throws {
        #expect(WellKnown.url(WellKnown.protectedResource, for: try #require(HTTPURL(resource))) == metadata)
    }

    static let issuers = [
        ("https://as.example", "https://as.example/.well-known/oauth-authorization-server"),
        ("https://as.example/", "https://as.example/.well-known/oauth-authorization-server"),
        ("https://as.example/issuer1", "https://as.example/.well-known/oauth-authorization-server/issuer1"),
        ("https://as.example/issuer1/", "https://as.example/.well-known/oauth-authorization-server/issuer1"),
        ("https://as.example/a/b/", "https://as.example/.well-known/oauth-authorization-server/a/b"),
    ]

    @Test("RFC 8414 §3.1: between host and path; a slash that ends the issuer goes", arguments: issuers)
    func authorizationServer(issuer: String, metadata: String) throws {
        #expect(WellKnown.url(WellKnown.authorizationServer, for: try #require(HTTPURL(issuer))) == metadata)
    }

    @Test("RFC 9728 §3.1: a slash at the end of a resource's path is part of the path")
    func trailingSlashOfResource() {
        #expect(
            WellKnown.path(WellKnown.protectedResource, for: "/mcp/") == "/.well-known/oauth-protected-resource/mcp/")
    }
}
