import Encryption
import OAuth
import TestSupport
import Testing

@Suite("What was encrypted opens only where it was put, and unaltered")
struct TamperingTests {
    private func code(_ body: () throws(EncryptionError) -> some Any) -> EncryptionError.Code? {
        do throws(EncryptionError) {
            _ = try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Untouched it opens")
    func untouched() throws {
        #expect(try Row().open() == "refresh-token-1")
    }

    @Test("Any bit that is flipped, in version, nonce, ciphertext or tag, of field and key")
    func everyBit() throws {
        let row = try Row()
        for bit in 0..<(row.token.count * 8) {
            var damaged = row
            damaged.token[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(
                code { () throws(EncryptionError) in try damaged.open() } == (bit < 8 ? .unknownFormat : .notAuthentic))
        }
        for bit in 0..<(row.wrappedKey.count * 8) {
            var damaged = row
            damaged.wrappedKey[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(
                code { () throws(EncryptionError) in try damaged.open() } == (bit < 8 ? .unknownFormat : .notAuthentic))
        }
    }

    @Test("Any length that is cut off, and any that is added")
    func everyLength() throws {
        let row = try Row()
        for length in 0..<row.token.count {
            for cut in [Array(row.token.prefix(length)), Array(row.token.suffix(length))] {
                var damaged = row
                damaged.token = cut
                let expected: EncryptionError.Code = cut.first == 1 ? .notAuthentic : .unknownFormat
                #expect(code { () throws(EncryptionError) in try damaged.open() } == expected)
            }
        }
        for length in 0..<row.wrappedKey.count {
            var damaged = row
            damaged.wrappedKey = Array(row.wrappedKey.prefix(length))
            #expect(code { () throws(EncryptionError) in try damaged.open() } != nil)
        }
        var longer = row
        longer.token.append(0)
        #expect(code { () throws(EncryptionError) in try longer.open() } == .notAuthentic)
    }

    @Test("A field or a key of another row")
    func swappedRows() throws {
        let (one, other) = (try Row(name: "row-1", seed: 1), try Row(name: "row-2", seed: 2))
        for exchange in [
            { $0.token = $1.token }, { $0.wrappedKey = $1.wrappedKey },
            { ($0.token, $0.wrappedKey) = ($1.token, $1.wrappedKey) }, { row, _ in row.name = "row-2" },
        ] as [(inout Row, Row) -> Void] {
            var moved = one
            exchange(&moved, other)
            #expect(code { () throws(EncryptionError) in try moved.open() } == .notAuthentic)
        }
    }

    @Test("Two fields of one row that changed places, and a label that is not the field's")
    func swappedLabels() throws {
        var row = try Row()
        #expect(code { () throws(EncryptionError) in try row.open(label: "client secret") } == .notAuthentic)
        #expect(code { () throws(EncryptionError) in try row.open(label: "") } == .notAuthentic)
        (row.token, row.secret) = (row.secret, row.token)
        #expect(code { () throws(EncryptionError) in try row.open() } == .notAuthentic)
    }

    static let contexts: [[String]] = [
        [], ["https://as.example"], ["https://as.example", "user-2"], ["https://as.exampleu", "ser-1"],
        ["user-1", "https://as.example"], ["https://as.example", "user-1", ""], ["https://as.example/", "user-1"],
    ]

    @Test("A row that is now about something else", arguments: contexts)
    func changedContext(parts: [String]) throws {
        let row = try Row()
        let context = AssociatedData(parts)
        #expect(code { () throws(EncryptionError) in try row.open(context: context) } == .notAuthentic)
    }

    @Test("Another key, and the same bytes under another identifier")
    func otherKey() throws {
        let row = try Row()
        let material = Row.keyring.dropFirst(3)
        for keyring in [
            "k1:" + Base64.encode([UInt8](repeating: 7, count: 32), .standard), "k2:\(material)", "K1:\(material)",
        ] {
            #expect(code { () throws(EncryptionError) in try row.open(keyring: keyring) } == .notAuthentic)
        }
    }

    @Test("A wrapped key is no field, and a field is no wrapped key")
    func otherKind() throws {
        var row = try Row()
        row.token = row.wrappedKey
        #expect(code { () throws(EncryptionError) in try row.open() } == .notAuthentic)
        row = try Row()
        row.wrappedKey = row.token
        #expect(code { () throws(EncryptionError) in try row.open() } == .notAuthentic)
    }

    @Test("Errors say nothing of the text")
    func errors() throws {
        var row = try Row()
        row.token[20] ^= 1
        do throws(EncryptionError) {
            _ = try row.open()
            Issue.record("it opened")
        } catch {
            #expect(!"\(error)".contains("refresh-token-1"))
        }
    }
}
