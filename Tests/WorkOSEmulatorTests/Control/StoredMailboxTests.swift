import JSON
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing
import WorkOSEmulator

@Suite("The mailbox of what would have been mailed")
struct StoredMailboxTests {
    private let clock = ManualClock()
    private let storage: SQLiteStorage
    private let mailbox: StoredMailbox

    init() throws {
        storage = try SQLiteStorage(.memory)
        mailbox = StoredMailbox(store: storage, clock: clock, random: SeededRandom())
    }

    private func deliver(_ to: String, _ kind: MailMessage.Kind = .magicAuth, code: String = "123456") async throws {
        try await mailbox.deliver(
            MailMessage(to: to, kind: kind, code: code, resourceID: "magic_auth_1", sentAt: clock.now()))
    }

    @Test("messages are listed newest first, with all that they say")
    func listing() async throws {
        try await deliver("ada@example.com", code: "000001")
        clock.advance(seconds: 1)
        try await mailbox.deliver(
            MailMessage(
                to: "bob@example.com", kind: .invitation, link: "https://example.com/accept?token=t",
                resourceID: "invitation_1", sentAt: clock.now()))
        let messages = try await mailbox.messages()
        #expect(messages.count == 2)
        let newest = try #require(messages.first)
        #expect(newest["to"] == "bob@example.com")
        #expect(newest["kind"] == "invitation")
        #expect(newest["code"] == .null)
        #expect(newest["link"] == "https://example.com/accept?token=t")
        #expect(newest["resource_id"] == "invitation_1")
        #expect(newest["sent_at"] == "2026-01-15T12:00:01.000Z")
        #expect(newest["id"]?.string?.hasPrefix("mail_") == true)
        #expect(messages.last?["code"] == "000001")
    }

    @Test("filters: by address in whatever case, by kind, with a limit")
    func filters() async throws {
        try await deliver("Ada@Example.com", code: "1")
        try await deliver("bob@example.com", code: "2")
        try await deliver("ada@example.com", .passwordReset, code: "3")
        func codes(_ messages: [JSONValue]) -> [String] { messages.compactMap { $0["code"]?.string } }
        #expect(codes(try await mailbox.messages(to: "ADA@example.com")) == ["3", "1"])
        #expect(codes(try await mailbox.messages(kind: .magicAuth)) == ["2", "1"])
        #expect(codes(try await mailbox.messages(to: "ada@example.com", kind: .magicAuth)) == ["1"])
        #expect(codes(try await mailbox.messages(limit: 1)) == ["3"])
        #expect(try await mailbox.messages(to: "nobody@example.com").isEmpty)
    }

    @Test("after seven days a message is gone, swept or not")
    func expiry() async throws {
        try await deliver("ada@example.com")
        clock.advance(seconds: 7 * 86_400 - 1)
        #expect(try await mailbox.messages().count == 1)
        clock.advance(seconds: 1)
        #expect(try await mailbox.messages().isEmpty)
        #expect(try await storage.deleteExpired(.resources, before: clock.now().adding(seconds: 1), limit: 10) == 1)
    }

    @Test("at most a thousand are shown, and not many more are kept")
    func capacity() async throws {
        for number in 1...1150 { try await deliver("ada@example.com", code: "\(number)") }
        let messages = try await mailbox.messages()
        #expect(messages.count == 1000)
        #expect(messages.first?["code"] == "1150")
        #expect(messages.last?["code"] == "151")
        let kept = try await storage.resources(ResourceQuery(kind: StoredMailbox.kind, limit: 2000))
        #expect((kept?.resources.count ?? 0) < 1100)
    }

    @Test("it can be emptied, also by two at once")
    func clearing() async throws {
        for _ in 0..<30 { try await deliver("ada@example.com") }
        async let first: Void = mailbox.clear()
        async let second: Void = mailbox.clear()
        _ = try await (first, second)
        #expect(try await mailbox.messages().isEmpty)
    }
}
