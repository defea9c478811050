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
        guard let value = try? decode(Value.self, forColumn: column) else { throw corrupt(column, "value") }
        return value
    }

    func corrupt(_ column: String, _ what: String) -> StorageError {
        StorageError(.corrupt, "column \(column) has no valid \(what)")
    }

    func timestamp(_ column: String) throws -> Timestamp {
        guard let moment = try optionalTimestamp(column) else { throw corrupt(column, "time") }
        return moment
    }

    /// A time, at most some 140,000 years from now: no clock writes others.
    func optionalTimestamp(_ column: String) throws -> Timestamp? {
        let milliseconds: Int64? = try value(column)
        guard let milliseconds else { return nil }
        guard milliseconds.magnitude <= 1 << 52 else {
            throw corrupt(column, "time")
        }
        return Timestamp(milliseconds: milliseconds)
    }

    func scopes(_ column: String) throws -> ScopeSet {
        guard let scopes = ScopeSet(parameter: try value(column)) else { throw corrupt(column, "scopes") }
        return scopes
    }

    func hash(_ column: String) throws -> SecretHash {
        guard let hash = SecretHash(bytes: try blob(column)) else { throw corrupt(column, "hash") }
        return hash
    }

    func optionalHash(_ column: String) throws -> SecretHash? {
        try optionalBlob(column) == nil ? nil : hash(column)
    }

    func optionalPasswordHash(_ column: String) throws -> PasswordHash? {
        let text: String? = try value(column)
        return text.map(PasswordHash.init(text:))
    }

    func blob(_ column: String) throws -> [UInt8] {
        let data: Data = try value(column)
        return Array(data)
    }

    func optionalBlob(_ column: String) throws -> [UInt8]? {
        let data: Data? = try value(column)
        return data.map(Array.init)
    }

    /// One of the names that the type has.
    func name<Name: RawRepresentable<String>>(_ column: String) throws -> Name {
        guard let name = Name(rawValue: try value(column)) else { throw corrupt(column, "name") }
        return name
    }

    /// A list, which is kept as a JSON array.
    func texts(_ column: String) throws -> [String] {
        guard let texts = JSONText.list(try value(column)) else { throw corrupt(column, "list") }
        return texts
    }

    /// A list of names that the type has.
    func names<Name: RawRepresentable<String> & Hashable>(_ column: String) throws -> Set<Name> {
        Set(
            try texts(column).map { text in
                guard let name = Name(rawValue: text) else { throw corrupt(column, "names") }
                return name
            })
    }
}

extension [UInt8] {
    /// The bytes as a statement takes them.
    var blob: Data { Data(self) }
}

extension SecretHash {
    /// The hash as a statement takes it.
    var blob: Data { bytes.blob }
}
