internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var devices: [StorageBehaviour] {
        [
            StorageBehaviour("a device authorization is found by its user code until it expires or is decided") {
                store async throws in
                let device = Fixture.device(1, userCode: "WDJBMJHT")
                try await store.insert(device)
                #expect(try await store.deviceAuthorization(userCode: "WDJBMJHT", at: Fixture.at(599)) == device)
                #expect(try await store.deviceAuthorization(userCode: "WDJBMJHT", at: Fixture.at(600)) == nil)
                #expect(try await store.deviceAuthorization(userCode: "WDJBMJHX", at: Fixture.start) == nil)
                #expect(try await store.deviceAuthorization(userCode: "WDJBMJHT\u{0}X", at: Fixture.start) == nil)
                #expect(try await store.decide(.denied, userCode: "WDJBMJHT\u{0}X", at: Fixture.start) == false)
                #expect(try await store.decide(.denied, userCode: "WDJBMJHT", at: Fixture.at(600)) == false)
                #expect(try await store.decide(.denied, userCode: "WDJBMJHT", at: Fixture.at(599)))
                #expect(try await store.deviceAuthorization(userCode: "WDJBMJHT", at: Fixture.start) == nil)
            },
            StorageBehaviour("a user code is taken as long as the authorization with it is not removed") {
                store async throws in
                try await store.insert(Fixture.device(1, userCode: "WDJBMJHT"))
                await #expect(throws: StorageError(.conflict, "")) {
                    try await store.insert(Fixture.device(2, userCode: "WDJBMJHT"))
                }
                await #expect(throws: StorageError(.unstorableText, "")) {
                    try await store.insert(Fixture.device(2, userCode: "\u{0}WDJBMJHT"))
                }
                _ = try await store.deleteExpired(.deviceAuthorizations, before: Fixture.at(601), limit: 9)
                try await store.insert(Fixture.device(2, userCode: "WDJBMJHT"))
            },
            StorageBehaviour("of two decisions the first counts") { store async throws in
                let grant = Fixture.grant("grant_1")
                try await store.insert(Fixture.device(1, userCode: "DENIED"))
                try await store.insert(Fixture.device(2, userCode: "APPROVED"))
                #expect(try await store.decide(.denied, userCode: "DENIED", at: Fixture.start))
                #expect(try await store.decide(.approved(grant), userCode: "DENIED", at: Fixture.start) == false)
                #expect(try await store.decide(.approved(grant), userCode: "APPROVED", at: Fixture.start))
                #expect(try await store.decide(.denied, userCode: "APPROVED", at: Fixture.start) == false)
                #expect(try await store.poll(1, at: 1) == .denied)
                #expect(try await store.poll(2, at: 1) == .approved(grant))
            },
            StorageBehaviour("of many decisions at once one counts") { store async throws in
                try await store.insert(Fixture.device(1, userCode: "WDJBMJHT"))
                let outcomes = try await concurrently(16) { index in
                    let decision: DeviceDecision =
                        index.isMultiple(of: 2) ? .denied : .approved(Fixture.grant("grant_\(index)"))
                    let counts = try await store.decide(decision, userCode: "WDJBMJHT", at: Fixture.start)
                    return counts ? decision : nil
                }
                let decisions = outcomes.compactMap { $0 }
                try #require(decisions.count == 1)
                let poll = try await store.poll(1, at: 1)
                switch decisions[0] {
                case .denied: #expect(poll == .denied)
                case .approved(let grant): #expect(poll == .approved(grant))
                }
            },
        ]
    }

    static var devicePolls: [StorageBehaviour] {
        [
            StorageBehaviour("RFC 8628 §3.5: a poll finds nothing, an expired code, or a decision that is pending") {
                store async throws in
                try await store.insert(Fixture.device(1, userCode: "WDJBMJHT"))
                #expect(try await store.poll(2, at: 0) == .unknown)
                #expect(try await store.poll(1, client: "client_2", at: 0) == .unknown)
                #expect(try await store.poll(1, client: "client_1\u{0}", at: 0) == .unknown)
                #expect(try await store.poll(1, at: 0) == .pending)
                #expect(try await store.poll(1, at: 5) == .pending)
                #expect(try await store.poll(1, at: 600) == .expired)
                #expect(try await store.poll(1, at: 601) == .expired)
            },
            StorageBehaviour("RFC 8628 §3.5: each poll that comes too early makes the interval 5 seconds longer") {
                store async throws in
                try await store.insert(Fixture.device(1, userCode: "WDJBMJHT"))
                #expect(try await store.poll(1, at: 0) == .pending)
                #expect(try await store.poll(1, at: 4) == .slowDown)
                #expect(
                    try await store.deviceAuthorization(userCode: "WDJBMJHT", at: Fixture.at(4))?.interval == 10)
                // The interval counts from the last poll, also from one that came too early.
                #expect(try await store.poll(1, at: 13) == .slowDown)
                #expect(try await store.poll(1, at: 28) == .pending)
                #expect(try await store.poll(1, at: 42) == .slowDown)
                #expect(
                    try await store.deviceAuthorization(userCode: "WDJBMJHT", at: Fixture.at(42))?.interval == 20)
                #expect(try await store.poll(1, at: 62) == .pending)
            },
            StorageBehaviour("a poll that comes too early learns of no decision; an expired one neither") {
                store async throws in
                let grant = Fixture.grant("grant_1")
                try await store.insert(Fixture.device(1, userCode: "WDJBMJHT"))
                _ = try await store.poll(1, at: 0)
                #expect(try await store.decide(.approved(grant), userCode: "WDJBMJHT", at: Fixture.at(1)))
                #expect(try await store.poll(1, at: 2) == .slowDown)
                #expect(try await store.grant(id: "grant_1") == nil)
                #expect(try await store.poll(1, at: 600) == .expired)
                #expect(try await store.poll(1, at: 599) == .approved(grant))
            },
            StorageBehaviour("a denial is told again and again") { store async throws in
                try await store.insert(Fixture.device(1, userCode: "WDJBMJHT"))
                #expect(try await store.decide(.denied, userCode: "WDJBMJHT", at: Fixture.start))
                #expect(try await store.poll(1, at: 0) == .denied)
                #expect(try await store.poll(1, at: 1) == .slowDown)
                #expect(try await store.poll(1, at: 11) == .denied)
                #expect(try await store.poll(1, at: 600) == .expired)
            },
            StorageBehaviour("an approval is handed out once, and its grant is kept with the refresh token") {
                store async throws in
                let grant = Fixture.grant("grant_1")
                let single = Fixture.grant("grant_2", allowsRefresh: false)
                try await store.insert(Fixture.device(1, userCode: "FIRST"))
                try await store.insert(Fixture.device(2, userCode: "SECOND"))
                #expect(try await store.decide(.approved(grant), userCode: "FIRST", at: Fixture.start))
                #expect(try await store.decide(.approved(single), userCode: "SECOND", at: Fixture.start))
                #expect(try await store.grant(id: "grant_1") == nil)
                #expect(try await store.poll(1, client: "client_2", token: 10, at: 1) == .unknown)
                #expect(try await store.poll(1, token: 10, at: 1) == .approved(grant))
                #expect(try await store.poll(1, token: 11, at: 100) == .unknown)
                #expect(try await store.poll(2, token: 20, at: 1) == .approved(single))
                #expect(try await store.grant(id: "grant_1") == grant)
                #expect(try await store.grant(id: "grant_2") == single)
                #expect(try await store.refreshToken(hash: Fixture.hash(10), at: Fixture.at(1))?.grant == grant)
                #expect(try await store.refreshToken(hash: Fixture.hash(11), at: Fixture.at(1)) == nil)
                #expect(try await store.refreshToken(hash: Fixture.hash(20), at: Fixture.at(1)) == nil)
            },
            StorageBehaviour("of polls that race with an approval, one gets it") { store async throws in
                let grant = Fixture.grant("grant_1")
                try await store.insert(Fixture.device(1, userCode: "WDJBMJHT"))
                var outcomes = try await concurrently(33) { index in
                    if index == 16 {
                        #expect(try await store.decide(.approved(grant), userCode: "WDJBMJHT", at: Fixture.start))
                        return DevicePoll.pending
                    }
                    return try await store.poll(1, token: UInt8(100 + index), at: Int64(index))
                }
                // Polls in a race are mostly too early, and the interval is long by then: one more comes late enough.
                outcomes.append(try await store.poll(1, token: 200, at: 599))
                #expect(outcomes.filter { $0 == .approved(grant) }.count == 1)
                #expect(outcomes.allSatisfy { $0 != .denied && $0 != .expired })
                #expect(try await store.poll(1, token: 201, at: 599) == .unknown)
                var tokens = 0
                for byte: UInt8 in 100..<202 {
                    tokens += try await store.refreshToken(hash: Fixture.hash(byte), at: Fixture.at(599)) == nil ? 0 : 1
                }
                #expect(tokens == 1)
            },
            StorageBehaviour("of many polls for an approved grant at once, one gets it and the others find nothing") {
                store async throws in
                let grant = Fixture.grant("grant_1")
                try await store.insert(Fixture.device(1, userCode: "WDJBMJHT"))
                #expect(try await store.decide(.approved(grant), userCode: "WDJBMJHT", at: Fixture.start))
                let outcomes = try await concurrently(32) { index in
                    try await store.poll(1, token: UInt8(100 + index), at: 1)
                }
                #expect(outcomes.filter { $0 == .approved(grant) }.count == 1)
                #expect(outcomes.filter { $0 == .unknown }.count == 31)
            },
        ]
    }
}
