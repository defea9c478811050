import AuthorizationServer
import JSON
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Grants whose person or membership is no more")
struct GrantSubjectTests {
    /// What ends between the consent and the request for tokens.
    enum Ending: CaseIterable {
        case membershipInactive
        case membershipDeleted
        case organizationDeleted
        case personDeleted

        func happen(in storage: any StorageEngine) async throws {
            switch self {
            case .membershipInactive:
                let found = try await storage.resource(id: "om_user_1_org_1", kind: "organization_membership")
                var membership = try #require(found)
                membership.fields["status"] = "inactive"
                try await storage.commit([.replace(membership)])
            case .membershipDeleted:
                try await storage.commit([.delete(id: "om_user_1_org_1", kind: "organization_membership")])
            case .organizationDeleted: try await storage.commit([.delete(id: "org_1", kind: "organization")])
            case .personDeleted: try await storage.commit([.delete(id: "user_1", kind: "user")])
            }
        }
    }

    @Test(
        "RFC 6749 §5.2: a code is refused once its person is gone, or no active member of its organization",
        arguments: Ending.allCases)
    func code(_ ending: Ending) async throws {
        let harness = try await Harness.withPeople()
        let code = try await harness.code()
        try await ending.happen(in: harness.storage)
        #expect(try await refusal { try await harness.redeem(code) }?.code == .invalidGrant)
    }

    @Test("RFC 6749 §6: so is a refresh token, of public and of confidential clients", arguments: Ending.allCases)
    func refresh(_ ending: Ending) async throws {
        let harness = try await Harness.withPeople()
        try await harness.addApplication("web", methods: [.clientSecretPost])
        let tokens = try await harness.tokens()
        #expect(tokens.accessToken.claims["org_id"] == "org_1")
        let confidential = try await harness.tokens("web", secret: true)
        try await ending.happen(in: harness.storage)
        #expect(try await refusal { try await harness.refresh(tokens.refreshToken) }?.code == .invalidGrant)
        let secret = ["client_secret": Harness.secret.revealed()]
        let refused = try await refusal {
            try await harness.refresh(confidential.refreshToken, client: "web", secret)
        }
        #expect(refused?.code == .invalidGrant)
    }

    @Test("RFC 8628 §3.5: so is a device that was approved", arguments: Ending.allCases)
    func device(_ ending: Ending) async throws {
        let harness = try await Harness.withPeople()
        let begun = try await harness.beginDevice()
        _ = await harness.server.decideDevice(
            userCode: begun.userCode, organizationID: nil, approved: true, browser: try await harness.signIn())
        try await ending.happen(in: harness.storage)
        #expect(try await refusal { try await harness.poll(begun) }?.code == .invalidGrant)
    }

    @Test("a grant for no organization goes on when the person leaves one")
    func withoutOrganization() async throws {
        let harness = try await Harness.withPeople()
        try await harness.addPerson("user_2")
        let query = Harness.query()
        let code = try await harness.code(query, at: try await harness.signIn("user_2", for: query))
        let tokens = try await harness.redeem(code)
        try await harness.storage.commit([.delete(id: "org_1", kind: "organization")])
        _ = try await harness.refresh(tokens.refreshToken)
    }
}
