internal import OAuth
internal import Storage
internal import Testing

extension StorageBehaviour {
    static var closing: [StorageBehaviour] {
        [
            StorageBehaviour("what comes after a close, or during it, is unavailable and harms nothing") {
                store async throws in
                try await store.insert(Fixture.organization("org_1"))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<64 {
                        group.addTask {
                            do {
                                #expect(try await store.organization(id: "org_1") != nil)
                            } catch {
                                #expect((error as? StorageError)?.code == .unavailable)
                            }
                        }
                    }
                    group.addTask { try await store.close() }
                    try await group.waitForAll()
                }
                await #expect(throws: StorageError(.unavailable, "")) { try await store.organization(id: "org_1") }
                await #expect(throws: StorageError(.unavailable, "")) { try await store.ping() }
                try await store.close()
            }
        ]
    }
}
