internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func signingKeys(algorithm: String) async throws(StorageError) -> [SigningKeyRecord] {
        try await read { try $0.signingKeys(algorithm: algorithm) }
    }

    package func insertFirst(_ key: SigningKeyRecord) async throws(StorageError) -> SigningKeyRecord {
        try await write { database in
            if let first = try database.signingKeys(algorithm: key.algorithm).first { return first }
            try database.insert(key.columns, into: "signing_key")
            return key
        }
    }

    package func insert(
        _ key: SigningKeyRecord, following newest: String
    ) async throws(StorageError) -> [SigningKeyRecord] {
        try await write { database in
            let keys = try database.signingKeys(algorithm: key.algorithm)
            guard let last = keys.last, last.keyID.utf8.elementsEqual(newest.utf8), key.activeFrom >= last.activeFrom
            else { return keys }
            try database.insert(key.columns, into: "signing_key")
            return keys + [key]
        }
    }

    package func deleteSigningKeys(ids: [String]) async throws(StorageError) {
        try await write { database in
            for id in ids { try database.remove("DELETE FROM signing_key WHERE id = ?", [id]) }
        }
    }
}

extension Database {
    fileprivate func signingKeys(algorithm: String) throws -> [SigningKeyRecord] {
        try all(
            "SELECT * FROM signing_key WHERE algorithm = ? ORDER BY active_from, position", [algorithm],
            SigningKeyRecord.init)
    }
}

extension SigningKeyRecord {
    fileprivate var columns: ColumnValues {
        let (encryptionKeyID, dataKey, bytes): (String?, [UInt8]?, [UInt8]) =
            switch material {
            case .plain(let secret): (nil, nil, secret.withBytes { Array($0) })
            case .sealed(let keyID, let dataKey, let ciphertext): (keyID, dataKey, ciphertext)
            }
        return [
            "id": keyID, "algorithm": algorithm, "key_encryption_key_id": encryptionKeyID,
            "wrapped_data_key": dataKey?.blob, "material": bytes.blob, "created_at": createdAt.milliseconds,
            "active_from": activeFrom.milliseconds,
        ]
    }

    fileprivate init(_ row: Row) throws {
        let material = try row.blob("material")
        let sealed: (String?, [UInt8]?) = (
            try row.value("key_encryption_key_id"), try row.optionalBlob("wrapped_data_key")
        )
        self.init(
            keyID: try row.value("id"), algorithm: try row.value("algorithm"),
            material: {
                guard case (let keyID?, let dataKey?) = sealed else { return .plain(Secret(material)) }
                return .sealed(keyEncryptionKeyID: keyID, wrappedDataKey: dataKey, ciphertext: material)
            }(),
            createdAt: try row.timestamp("created_at"), activeFrom: try row.timestamp("active_from"))
    }
}
