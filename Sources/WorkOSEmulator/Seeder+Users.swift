internal import AuthorizationServer
internal import OAuth
internal import Storage

extension Seeder {
    /// - Returns: the person's identifier.
    func apply(
        _ seed: SeedFile.UserSeed, organizationIDs: [String]
    ) async throws(StorageError) -> String {
        let user = try await user(seed)
        let current = try await store.organizations(ofUser: user.id).map(\.id)
        for index in seed.memberships where !current.contains(organizationIDs[index]) {
            try await store.insert(
                OrganizationMembership(
                    id: identifiers.next("om_"), userID: user.id, organizationID: organizationIDs[index],
                    createdAt: clock.now()))
        }
        if let password = seed.password {
            if user.passwordHash == nil {
                try await store.setPasswordHash(.pending, ofUser: user.id, at: clock.now())
            }
            secrets.prime(id: user.id, secret: password)
        }
        return user.id
    }

    private func user(_ seed: SeedFile.UserSeed) async throws(StorageError) -> User {
        if let id = seed.id, let user = try await store.user(id: id) { return user }
        if let user = try await store.user(email: seed.email) { return user }
        let user = User(
            id: seed.id ?? identifiers.next("user_"), email: seed.email, isEmailVerified: seed.isEmailVerified,
            firstName: seed.firstName, lastName: seed.lastName, createdAt: clock.now())
        try await store.insert(user)
        return user
    }
}
