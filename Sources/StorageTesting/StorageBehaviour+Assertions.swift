internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var assertions: [StorageBehaviour] {
        [
            StorageBehaviour("RFC 7523 §3: an assertion is used once for its issuer") { store async throws in
                func use(_ jti: String, _ issuer: String, _ seconds: Int64 = 60) async throws -> Bool {
                    try await store.use(assertion: jti, issuer: issuer, expiresAt: Fixture.at(seconds))
                }
                #expect(try await use("jti_1", "client_1"))
                #expect(try await use("jti_1", "client_1") == false)
                #expect(try await use("jti_1", "client_1", 9000) == false)
                #expect(try await use("jti_1", "client_2"))
                #expect(try await use("JTI_1", "client_1"))
                #expect(try await use("1", "client_1jti_"))
            },
            StorageBehaviour("an assertion with a NUL is refused and uses up none") { store async throws in
                for (jti, issuer) in [("jti_1\u{0}", "client_1"), ("jti_1", "client_1\u{0}")] {
                    await #expect(throws: StorageError(.unstorableText, "")) {
                        try await store.use(assertion: jti, issuer: issuer, expiresAt: Fixture.start)
                    }
                }
                #expect(try await store.use(assertion: "jti_1", issuer: "client_1", expiresAt: Fixture.start))
            },
            StorageBehaviour("an assertion may come again once it was removed as expired") { store async throws in
                func use(_ jti: String) async throws -> Bool {
                    try await store.use(assertion: jti, issuer: "client_1", expiresAt: Fixture.at(60))
                }
                #expect(try await use("jti_1"))
                #expect(try await store.deleteExpired(.assertions, before: Fixture.at(60), limit: 9) == 0)
                #expect(try await use("jti_1") == false)
                #expect(try await store.deleteExpired(.assertions, before: Fixture.at(61), limit: 9) == 1)
                #expect(try await use("jti_1"))
            },
            StorageBehaviour("of many uses of one assertion at once, one is the first") { store async throws in
                let outcomes = try await concurrently(32) { _ in
                    try await store.use(assertion: "jti_1", issuer: "client_1", expiresAt: Fixture.at(60))
                }
                #expect(outcomes.filter { $0 }.count == 1)
            },
        ]
    }
}
