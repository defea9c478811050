internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var consents: [StorageBehaviour] {
        [
            StorageBehaviour("consent adds up, in the order in which it was given") { store async throws in
                let key = Fixture.consent()
                #expect(try await store.consentedScopes(for: key) == nil)
                try await store.remember(.none, for: key, at: Fixture.at(1))
                #expect(try await store.consentedScopes(for: key) == ScopeSet.none)
                try await store.remember(Fixture.scopes("b", "a"), for: key, at: Fixture.at(1))
                try await store.remember(Fixture.scopes("c", "a"), for: key, at: Fixture.at(2))
                #expect(try await store.consentedScopes(for: key) == Fixture.scopes("b", "a", "c"))
            },
            StorageBehaviour("consent is for one person, client, resource and redirect host") { store async throws in
                try await store.remember(Fixture.scopes("mcp"), for: Fixture.consent(), at: Fixture.start)
                for key in [
                    Fixture.consent(user: "user_2"), Fixture.consent(client: "client_2"),
                    Fixture.consent(resource: "https://api.example.com/mcp/"),
                    Fixture.consent(host: "https://app.example.com:8443"), Fixture.consent(user: "user_1\u{0}x"),
                    Fixture.consent(client: "client_1\u{0}x"),
                    Fixture.consent(resource: "https://api.example.com/mcp\u{0}"),
                    Fixture.consent(host: "https://app.example.com\u{0}.evil.com"),
                ] {
                    #expect(try await store.consentedScopes(for: key) == nil)
                }
                await #expect(throws: StorageError(.unstorableText, "")) {
                    try await store.remember(
                        Fixture.scopes("more"), for: Fixture.consent(host: "https://app.example.com\u{0}.evil.com"),
                        at: Fixture.start)
                }
                #expect(try await store.consentedScopes(for: Fixture.consent()) == Fixture.scopes("mcp"))
            },
            StorageBehaviour("forgetting takes every consent of one person to one client") { store async throws in
                let keys = [
                    Fixture.consent(), Fixture.consent(resource: "https://other.example.com"),
                    Fixture.consent(user: "user_2"), Fixture.consent(client: "client_2"),
                ]
                for key in keys { try await store.remember(Fixture.scopes("mcp"), for: key, at: Fixture.start) }
                #expect(try await store.forgetConsents(ofUser: "user_1", toClient: "client_1\u{0}") == false)
                #expect(try await store.forgetConsents(ofUser: "user_1", toClient: "client_1"))
                #expect(try await store.forgetConsents(ofUser: "user_1", toClient: "client_1") == false)
                for (index, key) in keys.enumerated() {
                    #expect((try await store.consentedScopes(for: key) != nil) == (index >= 2))
                }
            },
            StorageBehaviour("of consents that are given at once, none is lost") { store async throws in
                _ = try await concurrently(32) { index in
                    try await store.remember(Fixture.scopes("s\(index)"), for: Fixture.consent(), at: Fixture.start)
                }
                let scopes = try #require(try await store.consentedScopes(for: Fixture.consent()))
                #expect(Set(scopes.values) == Set((0..<32).map { "s\($0)" }))
            },
        ]
    }
}
