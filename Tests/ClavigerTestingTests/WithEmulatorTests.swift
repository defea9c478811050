import AsyncHTTPClient
import ClavigerTesting
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("withEmulator")
struct WithEmulatorTests {
    static let seed: EmulatorSeed = """
        organizations:
          - {id: org_acme, name: Acme}
        users:
          - {email: ada@example.com, password: correct horse battery, memberships: [{organization: Acme}]}
        connectApplications:
          - {name: Agent, organization: Acme, scopes: [read], client_id: client_agent, client_secret: a-secret-of-a-machine}
        apiKeys:
          - {name: CI, organization: Acme, value: sk_test_first, permissions: [read]}
          - {name: Other, organization: Acme, value: sk_test_second}
        """

    private func get(_ url: String, key: String) async throws -> (status: UInt, body: String) {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        return (response.status.code, String(buffer: try await response.body.collect(upTo: 1 << 20)))
    }

    @Test("a test gets a server of its own, filled from the seed")
    func seeded() async throws {
        try await withEmulator(seed: WithEmulatorTests.seed) { emulator async throws in
            let answer = try await get(emulator.url + "/organizations/org_acme", key: emulator.apiKey)
            #expect(answer.status == 200)
            #expect(answer.body.contains("Acme"))
            #expect(emulator.machineClients.map(\.id) == ["client_agent"])
            #expect(emulator.machineClients.map(\.secret) == ["a-secret-of-a-machine"])
        }
    }

    @Test("apiKey is the first pinned key when the array form is used, and the default key otherwise")
    func key() async throws {
        let first = try await withEmulator(seed: WithEmulatorTests.seed) { $0.apiKey }
        #expect(first == "sk_test_first")
        let standard = try await withEmulator { $0.apiKey }
        #expect(standard == "sk_test_default")
        try await withEmulator(seed: "apiKeys: {sk_mine: {environment: test}}") { emulator async throws in
            #expect(emulator.apiKey == "sk_test_default")
            #expect(try await get(emulator.url + "/organizations", key: "sk_mine").status == 200)
        }
    }

    @Test("the array form leaves no default key")
    func noDefaultKey() async throws {
        try await withEmulator(seed: WithEmulatorTests.seed) { emulator async throws in
            #expect(try await get(emulator.url + "/organizations", key: "sk_test_default").status == 401)
        }
    }

    @Test("emulators of tests that run at once have nothing in common")
    func several() async throws {
        try await withEmulator(seed: "organizations: [{id: org_1, name: One}]") { one async throws in
            try await withEmulator(seed: "organizations: [{id: org_2, name: Two}]") { two async throws in
                #expect(try await get(one.url + "/organizations/org_2", key: one.apiKey).status == 404)
                #expect(try await get(two.url + "/organizations/org_2", key: two.apiKey).status == 200)
            }
        }
    }

    @Test("what the body throws is thrown, and the port is free again")
    func failing() async throws {
        struct Failure: Error {}
        await #expect(throws: Failure.self) { try await withEmulator { _ in throw Failure() } }
    }

    @Test("a wrong seed tells every line that is wrong, and nothing is started")
    func wrongSeed() async throws {
        let error = await #expect(throws: EmulatorError.self) {
            try await withEmulator(seed: "organizations: [{nam: x}]\nuser: []") { _ in }
        }
        #expect(error?.code == .invalidSeed)
        #expect(error?.description.contains("line 1") == true)
        #expect(error?.description.contains("line 2") == true)
    }

    @Test("reset brings back the seed with its secrets; journal, clock, faults and mailbox are at hand")
    func control() async throws {
        try await withEmulator(seed: WithEmulatorTests.seed) { emulator async throws in
            let state = try await emulator.state()
            try await emulator.fail("GET", "/organizations/{id}", with: .status(500))
            #expect(try await get(emulator.url + "/organizations/org_acme", key: emulator.apiKey).status == 500)
            #expect(try await get(emulator.url + "/organizations/org_acme", key: emulator.apiKey).status == 200)
            #expect(emulator.requests.map(\.status) == [500, 200])
            #expect(emulator.requests.last?.operation == "GET /organizations/{id}")
            let before = emulator.clock.now
            try await emulator.clock.freeze()
            try await emulator.clock.advance(by: .seconds(3600))
            #expect(emulator.clock.now.timeIntervalSince(before) >= 3600)
            try await emulator.add(seed: "organizations: [{id: org_new, name: New}]")
            #expect(try await get(emulator.url + "/organizations/org_new", key: emulator.apiKey).status == 200)
            try await emulator.reset()
            #expect(emulator.requests.isEmpty)
            #expect(try await get(emulator.url + "/organizations/org_new", key: emulator.apiKey).status == 404)
            #expect(try await get(emulator.url + "/organizations/org_acme", key: emulator.apiKey).status == 200)
            try await emulator.restore(state: state)
            #expect(try await emulator.mailbox().isEmpty)
        }
    }
}
