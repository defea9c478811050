import JSON
import OAuth
import TestSupport
import Testing
import WorkOSEmulator

@Suite("The journal of requests")
struct RequestJournalTests {
    private func entry(_ method: String = "GET", _ target: String = "/organizations", body: String = "") -> JournalEntry
    {
        JournalEntry(
            method: method, target: target, headers: [("Content-Type", "application/json")], body: Array(body.utf8),
            requestID: "req_1", receivedAt: ManualClock().now())
    }

    private func sequences(_ journal: RequestJournal, _ filter: RequestJournal.Filter = .init()) -> [Int64] {
        journal.entries(filter).map(\.sequence)
    }

    @Test("entries are numbered from 1 and listed oldest first")
    func order() {
        let journal = RequestJournal()
        for _ in 0..<3 { journal.record(entry()) }
        #expect(sequences(journal) == [1, 2, 3])
        #expect(journal.latest == 3)
    }

    @Test("the oldest go when there are more than the capacity", arguments: [1, 2, 7])
    func ring(capacity: Int) {
        let journal = RequestJournal(capacity: capacity)
        for number in 1...20 {
            journal.record(entry("GET", "/\(number)"))
            let first = max(1, number - capacity + 1)
            #expect(sequences(journal) == (first...number).map(Int64.init))
            #expect(journal.entries().map(\.path) == (first...number).map { "/\($0)" })
        }
    }

    @Test("filters: after, method, prefix of the path, limit")
    func filters() {
        let journal = RequestJournal()
        for (method, path) in [("GET", "/a"), ("POST", "/a/1"), ("GET", "/b"), ("GET", "/a/2?x=1")] {
            journal.record(entry(method, path))
        }
        #expect(sequences(journal, .init(after: 2)) == [3, 4])
        #expect(sequences(journal, .init(after: 4)).isEmpty)
        #expect(sequences(journal, .init(after: .max)).isEmpty)
        #expect(sequences(journal, .init(method: "get")) == [1, 3, 4])
        #expect(sequences(journal, .init(pathPrefix: "/a")) == [1, 2, 4])
        #expect(sequences(journal, .init(method: "GET", pathPrefix: "/a", limit: 1)) == [1])
        #expect(sequences(journal, .init(limit: 0)).isEmpty)
    }

    @Test("cleared, it is empty and counts on")
    func clearing() {
        let journal = RequestJournal(capacity: 2)
        for _ in 0..<3 { journal.record(entry()) }
        journal.clear()
        #expect(sequences(journal).isEmpty)
        journal.record(entry())
        #expect(sequences(journal) == [4])
    }

    @Test("written by many at once, nothing is lost")
    func concurrency() async {
        let journal = RequestJournal(capacity: 64)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 { group.addTask { journal.record(entry()) } }
        }
        #expect(sequences(journal) == Array(437...500))
    }

    @Test("what a request asked for")
    func members() throws {
        var entry = JournalEntry(
            method: "POST", target: "/organizations?expand=a&expand=b&limit=5",
            headers: [
                ("Host", "127.0.0.1:4100"), ("Authorization", "Bearer sk_live_0123456789"), ("X-Other", "x"),
                ("content-type", "application/json; charset=utf-8"), ("User-Agent", "WorkOS Python/3.12"),
            ],
            body: Array(#"{"name":"Acme","domains":["acme.example"]}"#.utf8), requestID: "req_1",
            receivedAt: ManualClock().now())
        entry.status = 201
        entry.operation = "/organizations"
        let json = entry.json
        #expect(json["path"] == "/organizations")
        #expect(json["query"] == ["expand": ["a", "b"], "limit": "5"])
        #expect(
            json["headers"] == [
                "host": "127.0.0.1:4100", "authorization": "Bearer sk_…6789",
                "content-type": "application/json; charset=utf-8", "user-agent": "WorkOS Python/3.12",
            ])
        #expect(json["api_key"] == "sk_…6789")
        #expect(json["body"] == ["name": "Acme", "domains": ["acme.example"]])
        #expect(json["body_cut"] == false)
        #expect(json["status"] == 201)
        #expect(json["received_at"] == "2026-01-15T12:00:00.000Z")
        #expect(json["operation"] == "/organizations")
    }

    @Test("a body that is longer than 16 KiB is cut, not within a character")
    func longBodies() throws {
        let text = String(repeating: "ü", count: 12_000)
        let entry = entry("POST", "/x", body: #"{"name":"\#(text)"}"#)
        #expect(entry.isBodyCut)
        let kept = try #require(entry.body.string)
        #expect((16 * 1024 - 1...16 * 1024).contains(kept.utf8.count))
        #expect(!kept.contains("\u{FFFD}"))
        #expect(entry.bodyLength == 24_011)
    }

    @Test("what a stranger sends of a mebibyte keeps nobody busy, and little of it is kept", .timeLimit(.minutes(1)))
    func huge() {
        let members = (0..<60_000).map { #""m\#($0)":0"# }.joined(separator: ",")
        #expect(entry("POST", "/x", body: "{\(members)}").isBodyCut)
        let pairs = (0..<60_000).map { "m\($0)=0" }.joined(separator: "&")
        let form = JournalEntry(
            method: "POST", target: "/" + String(repeating: "p", count: 30_000) + "?q=" + pairs,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("User-Agent", String(repeating: "ü?", count: 10_000)),
            ], body: Array(pairs.utf8), requestID: "req_1", receivedAt: ManualClock().now())
        #expect(form.path.utf8.count <= 2048)
        #expect(form.headers["user-agent"]?.string.map { $0.utf8.count <= 2048 } == true)
        #expect(form.json.serialized().count < 64 * 1024)
    }

    @Test(
        "a body that is neither JSON nor a form is not kept, since nobody can tell its secrets",
        arguments: ["{\"password\":\"correct horse", "password=x", "\u{0}", "--boundary\r\nsecret"])
    func otherBodies(body: String) {
        #expect(entry("POST", "/x", body: body).body == .null)
    }
}
