import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import Storage
import Testing
import WorkOSEmulator

@Suite("Control API: its calls")
struct ControlRoutesTests {
    @Test("it lists its calls, and each of them exists")
    func listing() async throws {
        try await ControlHarness().test { client async throws in
            for path in ["", "/"] {
                let answer = try await client.control(.get, path)
                #expect(answer.status == .ok)
                let calls = try #require(answer.json["calls"]?.array)
                #expect(calls.count == 14)
                for call in calls {
                    let method = try #require(HTTPRequest.Method(rawValue: call["method"]?.string ?? ""))
                    let target = try #require(call["path"]?.string).replacing("{id}", with: "fault_9")
                    let answer = try await client.execute(uri: target, method: method)
                    #expect(answer.status != .notFound || target.hasSuffix("fault_9"), "\(method) \(target)")
                    #expect(answer.status.code < 500, "\(method) \(target)")
                }
            }
            #expect(try await client.control(.get, "/nothing").status == .notFound)
        }
    }

    @Test("reset takes back what was made")
    func reset() async throws {
        try await ControlHarness().test { client async throws in
            #expect(try await client.workOS(.post, "/organizations", #"{"name":"Acme"}"#).status == .created)
            #expect(try await client.control(.post, "/clock", #"{"advance":"1d"}"#).status == .ok)
            #expect(try await client.control(.post, "/reset").status == .noContent)
            #expect(try await client.workOS(.get, "/organizations").json["data"] == [])
            #expect(try await client.control(.get, "/clock").json["now"] == "2026-01-15T12:00:00.000Z")
        }
    }

    @Test("a state is shown and restored")
    func state() async throws {
        try await ControlHarness().test { client async throws in
            let id = try #require(
                try await client.workOS(.post, "/organizations", #"{"name":"Acme"}"#).json["id"]?.string)
            let state = try await client.control(.get, "/state")
            #expect(state.status == .ok)
            #expect(state.headers[.cacheControl] == "no-store")
            #expect(try await client.workOS(.delete, "/organizations/\(id)").status.code < 300)
            #expect(try await client.control(.put, "/state", String(buffer: state.body)).status == .noContent)
            #expect(try await client.workOS(.get, "/organizations/\(id)").json["name"] == "Acme")
            let broken = try await client.control(.put, "/state", "{}")
            #expect(broken.status == .unprocessableContent)
            #expect(broken.json["error"] == "invalid_state")
            #expect(try await client.control(.put, "/state").status == .badRequest)
        }
    }

    @Test("a seed is added, or refused with every problem")
    func seed() async throws {
        try await ControlHarness().test { client async throws in
            for body in [#"{"seed":"organizations:\n  - name: A\n"}"#, #"{"seed":{"organizations":[{"name":"A"}]}}"#] {
                let answer = try await client.control(.post, "/seed", body)
                #expect(answer.json == ["created": ["organization": 1], "skipped": []])
            }
            let refused = try await client.control(.post, "/seed", #"{"seed":"organizations: [{}]\nusers: [{}]\n"}"#)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.json["error"] == "invalid_seed")
            let problems = try #require(refused.json["problems"]?.array)
            #expect(problems.count > 1)
            #expect(
                problems.allSatisfy {
                    $0["line"]?.integer != nil && $0["key"]?.string != nil && $0["message"]?.string != nil
                })
        }
    }

    @Test("the clock is shown and moved, and what the API answers follows it")
    func clock() async throws {
        try await ControlHarness().test { client async throws in
            let frozen = try await client.control(.post, "/clock", #"{"freeze":"2031-05-05T05:05:05Z"}"#)
            #expect(frozen.json == ["now": "2031-05-05T05:05:05.000Z", "frozen": true])
            let made = try await client.workOS(.post, "/organizations", #"{"name":"Acme"}"#)
            #expect(made.json["created_at"] == "2031-05-05T05:05:05.000Z")
            #expect(
                try await client.control(.post, "/clock", #"{"advance":60}"#).json["now"] == "2031-05-05T05:06:05.000Z")
            #expect(try await client.control(.post, "/clock", #"{"resume":true}"#).json["frozen"] == false)
            for body in [#"{"advance":-1}"#, #"{"set":"10000-01-01T00:00:00Z"}"#, "{}", "nonsense", "[]"] {
                let refused = try await client.control(.post, "/clock", body)
                #expect(refused.status == .badRequest, "\(body)")
                #expect(refused.json["error"] == "invalid_request")
            }
        }
    }

    @Test("the mailbox is shown, filtered and emptied")
    func mailbox() async throws {
        let harness = try await ControlHarness()
        for (address, kind) in [("ada@example.com", MailMessage.Kind.magicAuth), ("bob@example.com", .passwordReset)] {
            try await harness.control.mailbox.deliver(
                MailMessage(
                    to: address, kind: kind, code: "123456", resourceID: "x", sentAt: harness.control.clock.now()))
        }
        try await harness.test { client async throws in
            func addresses(_ query: String) async throws -> [String] {
                try await client.control(.get, "/mailbox\(query)").json["data"]?.array?.compactMap {
                    $0["to"]?.string
                } ?? []
            }
            #expect(try await addresses("") == ["bob@example.com", "ada@example.com"])
            #expect(try await addresses("?to=ADA%40example.com") == ["ada@example.com"])
            #expect(try await addresses("?kind=password_reset&limit=5") == ["bob@example.com"])
            for query in ["?kind=fax", "?limit=0", "?limit=x", "?limit=1001", "?form=x", "?to=a&to=b", "?to=%zz"] {
                #expect(try await client.control(.get, "/mailbox\(query)").status == .badRequest, "\(query)")
            }
            #expect(try await client.control(.delete, "/mailbox").status == .noContent)
            #expect(try await addresses("").isEmpty)
        }
    }

    @Test("what the API mails can be read there")
    func mailed() async throws {
        try await ControlHarness().test { client async throws in
            let made = try await client.workOS(.post, "/user_management/magic_auth", #"{"email":"ada@example.com"}"#)
            #expect(made.status == .created)
            let listed = try await client.control(.get, "/mailbox?to=ada@example.com&kind=magic_auth")
            #expect(listed.json["data"]?.array?.first?["code"] == made.json["code"])
        }
    }

    @Test("whatever is sent, no call answers with a 500, and the server goes on")
    func hostile() async throws {
        let values = [
            "null", "true", "0", "-1", "1e308", "9223372036854775807", "\"\"", "\"\\u0000\"", "\"a\\u0000b\"", "[]",
            "{}",
            "[[[[]]]]", "{\"a\":{}}", "\"" + String(repeating: "x", count: 10_000) + "\"", "{", "\u{FEFF}{}",
            String(repeating: "[", count: 5000), "\"\\ud800\"", "\"2026-01-15T12:00:00Z\"", "\"99999999999999999999d\"",
        ]
        let members = [
            "seed", "version", "clock", "database", "freeze", "set", "advance", "resume", "method", "path", "next",
            "status",
            "body", "headers", "delay_ms", "drop", "malformed",
        ]
        let calls: [(HTTPRequest.Method, String)] = [
            (.post, "/seed"), (.put, "/state"), (.post, "/clock"), (.post, "/faults"), (.post, "/reset"),
            (.delete, "/requests"), (.get, "/requests"),
        ]
        let harness = try await ControlHarness()
        try await harness.test { client async throws in
            for (method, path) in calls {
                for value in values {
                    for body in [value] + members.map({ "{\"\($0)\":\(value)}" }) {
                        let answer = try await client.control(method, path, body)
                        #expect(answer.status.code < 500, "\(method) \(path) \(body.prefix(60))")
                    }
                }
            }
            for query in ["?after=%00", "?%00=1", "?path=%ff", "?method=\u{0}", "?limit=99999999999999999999", "?&&=&"]
            {
                for path in ["/requests", "/mailbox", "/state"] {
                    let answer = try await client.control(.get, path + query)
                    #expect(answer.status.code < 500, "\(path)\(query)")
                }
            }
            for id in ["%00", "..%2F..", "fault_1%00", "%zz", String(repeating: "f", count: 5000)] {
                let answer = try await client.control(.delete, "/faults/\(id)")
                #expect(answer.status == .notFound, "\(id.prefix(20))")
            }
            harness.control.faults.removeAll()
            try await harness.control.reset()
            #expect(try await client.workOS(.get, "/organizations").status == .ok)
        }
    }
}
