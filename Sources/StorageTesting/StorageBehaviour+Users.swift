internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var users: [StorageBehaviour] {
        [
            StorageBehaviour("a person comes back as they were put in") { store async throws in
                let user = Fixture.user("user_1", email: "Zoë@Example.com")
                var bare = User(id: "user_2", email: "b@example.com", createdAt: Fixture.at(2))
                bare.updatedAt = Fixture.at(3)
                try await store.insert(user)
                try await store.insert(bare)
                #expect(try await store.user(id: "user_1") == user)
                #expect(try await store.user(id: "user_2") == bare)
                #expect(try await store.user(id: "USER_1") == nil)
            },
            StorageBehaviour("an address is taken once, and found, in whatever case its ASCII letters are") {
                store async throws in
                let user = Fixture.user("user_1", email: "Alice@Example.COM")
                try await store.insert(user)
                #expect(try await store.user(email: "aLICE@example.com") == user)
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.user("user_2", email: "ALICE@EXAMPLE.com"))
                }
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.user("user_1", email: "other@example.com"))
                }
            },
            StorageBehaviour("addresses whose other letters differ in case or composition are different") {
                store async throws in
                let addresses = [
                    "\u{E9}@example.com", "\u{C9}@example.com", "e\u{301}@example.com", "\u{212A}@example.com",
                    "k@example.com",
                ]
                for (index, address) in addresses.enumerated() {
                    try await store.insert(Fixture.user("user_\(index)", email: address))
                }
                for (index, address) in addresses.enumerated() {
                    #expect(try await store.user(email: address)?.id == "user_\(index)")
                }
            },
            StorageBehaviour("an address with a NUL is nobody's and is not kept") { store async throws in
                try await store.insert(Fixture.user("user_1", email: "alice@example.com"))
                #expect(try await store.user(email: "alice@example.com\u{0}.evil.com") == nil)
                #expect(try await store.user(id: "user_1\u{0}") == nil)
                await #expect(throws: StorageError(.unstorableText, "")) {
                    try await store.insert(Fixture.user("user_2", email: "bob@example.com\u{0}"))
                }
                #expect(try await store.user(email: "bob@example.com") == nil)
            },
            StorageBehaviour("people are listed in the order of their adding, as many as asked for") {
                store async throws in
                for index in (1...5).reversed() {
                    try await store.insert(Fixture.user("user_\(index)", email: "\(index)@example.com"))
                }
                #expect(try await store.users(limit: 3).map(\.id) == ["user_5", "user_4", "user_3"])
                #expect(try await store.users(limit: 0).isEmpty)
                #expect(try await store.users(limit: 9).count == 5)
            },
            StorageBehaviour("the hash of a password changes for whom there is, and says so") { store async throws in
                var user = Fixture.user("user_1", email: "a@example.com")
                try await store.insert(user)
                let hash = PasswordHash(text: "$scrypt$other")
                #expect(try await store.setPasswordHash(hash, ofUser: "user_1", at: Fixture.at(9)))
                user.passwordHash = hash
                user.updatedAt = Fixture.at(9)
                #expect(try await store.user(id: "user_1") == user)
                #expect(try await store.setPasswordHash(nil, ofUser: "user_1", at: Fixture.at(10)))
                #expect(try await store.user(id: "user_1")?.passwordHash == nil)
                #expect(try await store.setPasswordHash(hash, ofUser: "user_2", at: Fixture.at(9)) == false)
                #expect(try await store.setPasswordHash(hash, ofUser: "user_1\u{0}", at: Fixture.at(9)) == false)
            },
            StorageBehaviour("a hash is renewed where it is still the one that was read") { store async throws in
                let (old, new) = (PasswordHash(text: "$scrypt$old"), PasswordHash(text: "$scrypt$new"))
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                try await store.setPasswordHash(old, ofUser: "user_1", at: Fixture.at(9))
                #expect(try await store.renewPasswordHash(old, with: new, ofUser: "user_1", at: Fixture.at(9)))
                #expect(try await store.renewPasswordHash(old, with: old, ofUser: "user_1", at: Fixture.at(9)) == false)
                #expect(try await store.renewPasswordHash(new, with: old, ofUser: "user_2", at: Fixture.at(9)) == false)
                #expect(try await store.user(id: "user_1")?.passwordHash == new)
            },
            StorageBehaviour("of many who add one address at once, one succeeds") { store async throws in
                let outcomes = try await concurrently(16) { index in
                    do {
                        try await store.insert(Fixture.user("user_\(index)", email: "alice@example.com"))
                        return true
                    } catch let error as StorageError where error.code == .conflict {
                        return false
                    }
                }
                #expect(outcomes.filter { $0 }.count == 1)
            },
        ]
    }

    static var memberships: [StorageBehaviour] {
        [
            StorageBehaviour("a person's organizations come by the age of the membership") { store async throws in
                for id in ["org_1", "org_2", "org_3"] { try await store.insert(Fixture.organization(id)) }
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                try await store.insert(Fixture.user("user_2", email: "b@example.com"))
                for (id, user, organization, age) in [
                    ("om_1", "user_1", "org_2", Int64(5)), ("om_2", "user_1", "org_1", 9),
                    ("om_3", "user_2", "org_3", 1),
                ] {
                    try await store.insert(
                        OrganizationMembership(
                            id: id, userID: user, organizationID: organization, createdAt: Fixture.at(age)))
                }
                #expect(try await store.organizations(ofUser: "user_1").map(\.id) == ["org_2", "org_1"])
                #expect(try await store.organizations(ofUser: "user_2") == [Fixture.organization("org_3")])
                #expect(try await store.organizations(ofUser: "user_3").isEmpty)
            },
            StorageBehaviour("a membership is of a person and an organization that exist, once") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await store.insert(Fixture.organization("org_2"))
                try await store.insert(Fixture.user("user_1", email: "a@example.com"))
                try await store.insert(
                    OrganizationMembership(
                        id: "om_1", userID: "user_1", organizationID: "org_1", createdAt: Fixture.start))
                for (id, user, organization) in [
                    ("om_1", "user_1", "org_2"), ("om_2", "user_1", "org_1"), ("om_3", "user_none", "org_1"),
                    ("om_4", "user_1", "org_none"),
                ] {
                    await #expect(throws: StorageError(.conflict, "")) {
                        try await store.insert(
                            OrganizationMembership(
                                id: id, userID: user, organizationID: organization, createdAt: Fixture.start))
                    }
                }
                #expect(try await store.organizations(ofUser: "user_1").map(\.id) == ["org_1"])
            },
            StorageBehaviour("a person of another issuer keeps the identifier that they got first") {
                store async throws in
                func identifier(_ subject: String, _ issuer: String, _ new: String) async throws -> String {
                    try await store.subject(ofExternal: subject, issuer: issuer, orKeep: new, at: Fixture.start)
                }
                #expect(try await identifier("alice", "https://idp.example.com", "user_1") == "user_1")
                #expect(try await identifier("alice", "https://idp.example.com", "user_2") == "user_1")
                #expect(try await identifier("alice", "https://idp.example.com/", "user_3") == "user_3")
                #expect(try await identifier("Alice", "https://idp.example.com", "user_4") == "user_4")
                for (subject, issuer) in [
                    ("alice\u{0}", "https://idp.example.com"), ("alice", "https://idp.example.com\u{0}"),
                ] {
                    await #expect(throws: StorageError(.unstorableText, "")) {
                        try await identifier(subject, issuer, "user_5")
                    }
                }
            },
            StorageBehaviour("of many who meet a person of another issuer at once, all get one identifier") {
                store async throws in
                let identifiers = try await concurrently(32) { index in
                    try await store.subject(
                        ofExternal: "alice", issuer: "https://idp.example.com", orKeep: "user_\(index)",
                        at: Fixture.start)
                }
                #expect(Set(identifiers).count == 1)
            },
        ]
    }
}
