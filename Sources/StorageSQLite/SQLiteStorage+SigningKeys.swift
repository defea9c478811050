internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func signingKeys(algorithm: String) async throws(StorageError) -> [SigningKeyRecord] {
        try await read { try SQLiteStorage.signingKeys($0, algorithm: algorithm) }
    }

    package func insertFirst(_ key: SigningKeyRecord) async throws(StorageError) -> SigningKeyRecord {
        try await write { database in
            if let first = try SQLiteStorage.signingKeys(database, algorithm: key.algorithm).first { return first }
            let (keyID, dataKey, material): (String?, [UInt8]?, [UInt8]) =
                switch key.material {
                case .plain(let secret): (nil, nil, secret.withBytes { Array($0) })
                case .sealed(let keyID, let dataKey, let ciphertext): (keyID, dataKey, ciphertext)
                }
            try database.execute(
                sql: """
                    INSERT INTO signing_key
                        (id, algorithm, key_encryption_key_id, wrapped_data_key, material, created_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.keyID, key.algorithm, keyID, dataKey?.blob, material.blob, key.createdAt.milliseconds,
                ])
            return key
        }
    }

    private static func signingKeys(_ database: Database, algorithm: String) throws -> [SigningKeyRecord] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM signing_key WHERE algorithm = ? ORDER BY created_at, id",
            arguments: [algorithm]
        ).map { row in
            let material = try row.blob("material")
            let sealed = (row["key_encryption_key_id"] as String?, row.optionalBlob("wrapped_data_key"))
            return SigningKeyRecord(
                keyID: try row.value("id"), algorithm: try row.value("algorithm"),
                material: {
                    guard case (let keyID?, let dataKey?) = sealed else { return .plain(Secret(material)) }
                    return .sealed(keyEncryptionKeyID: keyID, wrappedDataKey: dataKey, ciphertext: material)
                }(),
                createdAt: try row.timestamp("created_at"))
        }
    }
}
