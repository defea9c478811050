package import OAuth

/// A person who can sign in.
package struct User: Sendable, Hashable {
    package var id: String
    /// As it was given; unique without regard to the case of ASCII letters.
    package var email: String
    package var isEmailVerified: Bool
    package var firstName: String?
    package var lastName: String?
    package var passwordHash: PasswordHash?
    package var lastSignInAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: String, email: String, isEmailVerified: Bool = false, firstName: String? = nil, lastName: String? = nil,
        passwordHash: PasswordHash? = nil, lastSignInAt: Timestamp? = nil, createdAt: Timestamp,
        updatedAt: Timestamp? = nil
    ) {
        self.id = id
        self.email = email
        self.isEmailVerified = isEmailVerified
        self.firstName = firstName
        self.lastName = lastName
        self.passwordHash = passwordHash
        self.lastSignInAt = lastSignInAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
    }

    /// First and last name, as far as they are known.
    package var name: String? {
        let parts = [firstName, lastName].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

/// Keeps people and the organizations that they belong to.
package protocol UserStore: Sendable {
    /// Adds a person.
    /// - Throws: `conflict` when the identifier or the address is taken, the latter in whatever case; `unstorableText`
    ///   when the address has a NUL.
    func insert(_ user: User) async throws(StorageError)

    func user(id: String) async throws(StorageError) -> User?

    /// The person with this address, whatever the case of its ASCII letters.
    func user(email: String) async throws(StorageError) -> User?

    /// The first people, in the order in which they were added.
    func users(limit: Int) async throws(StorageError) -> [User]

    /// Changes the hash of a person's password.
    /// - Returns: whether there is such a person.
    @discardableResult
    func setPasswordHash(_ hash: PasswordHash?, ofUser id: String, at now: Timestamp) async throws(StorageError) -> Bool

    /// Puts another hash of the same password in the place of the one that was read.
    /// - Returns: whether the person had that one still: a password that was changed meanwhile stays.
    @discardableResult
    func renewPasswordHash(
        _ old: PasswordHash, with new: PasswordHash, ofUser id: String, at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// Remembers that the person signed in, unless a later time is remembered already.
    /// - Returns: whether there is such a person.
    @discardableResult
    func recordSignIn(ofUser id: String, at now: Timestamp) async throws(StorageError) -> Bool

    /// Adds a membership.
    /// - Throws: `conflict` when the identifier is taken, the person is a member already, or either does not exist.
    func insert(_ membership: OrganizationMembership) async throws(StorageError)

    /// The person's memberships, whatever their status, oldest first.
    func memberships(ofUser id: String) async throws(StorageError) -> [OrganizationMembership]

    /// The organizations that the person is an active member of, oldest membership first.
    func organizations(ofUser id: String) async throws(StorageError) -> [Organization]

    /// Which identifier of ours stands for a person of another issuer: the one that was kept first, or else this new
    /// one, which is kept.
    /// - Throws: `unstorableText` when the subject or the issuer has a NUL.
    func subject(
        ofExternal subject: String, issuer: String, orKeep new: String, at now: Timestamp
    ) async throws(StorageError) -> String
}
