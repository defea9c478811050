#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import GRDB
internal import OAuth
internal import Storage

extension Row {
    /// The column's value; a row without it, or with another type, was not written by this program.
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        guard let value = try? decode(Value.self, forColumn: column) else {
            throw StorageError(.corrupt, "column \(column) has no valid value")
        }
        return value
    }

    func timestamp(_ column: String) throws -> Timestamp { Timestamp(milliseconds: try value(column)) }

    func optionalTimestamp(_ column: String) throws -> Timestamp? {
        let milliseconds: Int64? = self[column]
        return milliseconds.map(Timestamp.init(milliseconds:))
    }

    func scopes(_ column: String) throws -> ScopeSet {
        guard let scopes = ScopeSet(parameter: try value(column)) else {
            throw StorageError(.corrupt, "column \(column) has no valid scopes")
        }
        return scopes
    }

    func hash(_ column: String) throws -> SecretHash {
        guard let hash = SecretHash(bytes: try blob(column)) else {
            throw StorageError(.corrupt, "column \(column) has no valid hash")
        }
        return hash
    }

    func blob(_ column: String) throws -> [UInt8] {
        let data: Data = try value(column)
        return Array(data)
    }

    func optionalBlob(_ column: String) -> [UInt8]? {
        let data: Data? = self[column]
        return data.map(Array.init)
    }
}

extension [UInt8] {
    /// The bytes as a statement takes them.
    var blob: Data { Data(self) }
}
