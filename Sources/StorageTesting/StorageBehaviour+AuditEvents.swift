internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var auditEvents: [StorageBehaviour] {
        [
            StorageBehaviour("audit events come back as they were put in, newest first") { store async throws in
                let full = AuditEvent(
                    action: "token.issued", occurredAt: Fixture.at(1), clientID: "client_1", subject: "user_1",
                    grantID: "grant_1", address: "2001:db8::1",
                    details: ["scope": "a b", "quote": "\"\\\n\u{0}", "": "Zoë \u{1F511}"])
                let bare = AuditEvent(action: "token.refused", occurredAt: Fixture.at(1))
                let later = AuditEvent(action: "token.revoked", occurredAt: Fixture.at(2))
                let earlier = AuditEvent(action: "client.registered", occurredAt: Fixture.at(0))
                try await store.append([full, bare])
                try await store.append([])
                try await store.append([later, earlier])
                #expect(try await store.auditEvents(limit: 9) == [later, bare, full, earlier])
                #expect(try await store.auditEvents(limit: 2) == [later, bare])
                #expect(try await store.auditEvents(limit: 0).isEmpty)
            },
            StorageBehaviour("a NUL in what a stranger sent does not keep an event from being recorded") {
                store async throws in
                try await store.append([
                    AuditEvent(
                        action: "token.refused", occurredAt: Fixture.start, clientID: "client_1\u{0}x",
                        subject: "\u{0}", address: "a\u{0}\u{0}b"),
                    AuditEvent(action: "token.issued", occurredAt: Fixture.at(1)),
                ])
                let events = try await store.auditEvents(limit: 9)
                #expect(events.map(\.action) == ["token.issued", "token.refused"])
                #expect(events.last?.clientID == "client_1\u{FFFD}x")
                #expect(events.last?.subject == "\u{FFFD}")
                #expect(events.last?.address == "a\u{FFFD}\u{FFFD}b")
            },
            StorageBehaviour("of events that are added at once none is lost, and those of one call stay together") {
                store async throws in
                _ = try await concurrently(16) { index in
                    try await store.append(
                        (0..<4).map { AuditEvent(action: "\(index).\($0)", occurredAt: Fixture.start) })
                }
                let actions = try await store.auditEvents(limit: 100).map(\.action)
                try #require(actions.count == 64)
                for start in stride(from: 0, to: 64, by: 4) {
                    let call = actions[start].split(separator: ".")[0]
                    #expect(Array(actions[start..<start + 4]) == (0..<4).reversed().map { "\(call).\($0)" })
                }
            },
        ]
    }
}
