import Storage
import StorageSQLite
import StorageTesting
import Testing

@Suite("SQLite behaves as every engine must")
struct SQLiteBehaviourTests {
    @Test("in memory", arguments: StorageBehaviour.all)
    func memory(_ behaviour: StorageBehaviour) async throws {
        let storage = try SQLiteStorage(.memory)
        try await behaviour.verify(storage)
        try await storage.close()
    }

    @Test("in a file", arguments: StorageBehaviour.all)
    func file(_ behaviour: StorageBehaviour) async throws {
        try await withTemporaryDirectory { directory in
            let storage = try SQLiteStorage(.file("\(directory)/claviger.db"))
            try await behaviour.verify(storage)
            try await storage.close()
        }
    }
}
