internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var sessions: [StorageBehaviour] {
        [
            StorageBehaviour("a session comes back as it was put in, until the moment that it expires") {
                store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                let session = Fixture.session(1)
                var bare = Fixture.session(2)
                bare.authenticatedFor = nil
                bare.organizationID = nil
                try await store.insert(session, replacing: nil)
                try await store.insert(bare, replacing: nil)
                #expect(try await store.session(hash: Fixture.hash(1), at: Fixture.at(99)) == session)
                #expect(try await store.session(hash: Fixture.hash(2), at: Fixture.at(99)) == bare)
                #expect(try await store.session(hash: Fixture.hash(1), at: Fixture.at(100)) == nil)
                #expect(try await store.session(hash: Fixture.hash(3), at: Fixture.start) == nil)
            },
            StorageBehaviour("a new sign-in takes the place of the session before it") { store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                try await store.insert(Fixture.session(1), replacing: nil)
                try await store.insert(Fixture.session(2), replacing: Fixture.hash(1))
                #expect(try await store.session(hash: Fixture.hash(1), at: Fixture.start) == nil)
                #expect(try await store.session(hash: Fixture.hash(2), at: Fixture.start) != nil)
                try await store.insert(Fixture.session(3), replacing: Fixture.hash(9))
                #expect(try await store.session(hash: Fixture.hash(3), at: Fixture.start) != nil)
            },
            StorageBehaviour("a session is somebody's; where it is nobody's, the one before it stays") {
                store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                try await store.insert(Fixture.session(1), replacing: nil)
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.session(2, user: "user_none"), replacing: Fixture.hash(1))
                }
                #expect(try await store.session(hash: Fixture.hash(1), at: Fixture.start) != nil)
            },
            StorageBehaviour("settling remembers the organization and forgets the request, and nothing else") {
                store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                var session = Fixture.session(1)
                try await store.insert(session, replacing: nil)
                try await store.insert(Fixture.session(2), replacing: nil)
                try await store.settle(session: session.hash, organizationID: "org_2")
                session.organizationID = "org_2"
                session.authenticatedFor = nil
                #expect(try await store.session(hash: session.hash, at: Fixture.start) == session)
                try await store.settle(session: session.hash, organizationID: nil)
                #expect(try await store.session(hash: session.hash, at: Fixture.start) == session)
                #expect(try await store.session(hash: Fixture.hash(2), at: Fixture.start) == Fixture.session(2))
                try await store.settle(session: Fixture.hash(9), organizationID: "org_2")
            },
            StorageBehaviour("a deleted session is gone, and no other one is") { store async throws in
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                try await store.insert(Fixture.session(1), replacing: nil)
                try await store.insert(Fixture.session(2), replacing: nil)
                #expect(try await store.deleteSession(hash: Fixture.hash(1)))
                #expect(try await store.deleteSession(hash: Fixture.hash(1)) == false)
                #expect(try await store.session(hash: Fixture.hash(1), at: Fixture.start) == nil)
                #expect(try await store.session(hash: Fixture.hash(2), at: Fixture.start) != nil)
            },
        ]
    }
}
