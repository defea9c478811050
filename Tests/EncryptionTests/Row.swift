import Encryption
import OAuth
import TestSupport

/// One encrypted row, as a store would keep it: a wrapped data key and two fields under it.
struct Row {
    static let keyring = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    static let context = AssociatedData(["https://as.example", "user-1"])

    var name = "row-1"
    var wrappedKey: [UInt8]
    var token: [UInt8]
    var secret: [UInt8]

    init(name: String = "row-1", keyring: String = Row.keyring, seed: UInt64 = 1) throws {
        let random = SeededRandom(seed: seed)
        let dataKey = DataKey(random: random)
        self.name = name
        wrappedKey = try Keyring(parsing: Secret(keyring)).first.wrap(dataKey, row: name, random: random)
        token = try dataKey.seal(
            Secret("refresh-token-1"), label: "refresh token", context: Row.context, random: random)
        secret = try dataKey.seal(
            Secret("client-secret-1"), label: "client secret", context: Row.context, random: random)
    }

    /// The token, opened as a reader of this row would.
    func open(
        keyring: String = Row.keyring, label: String = "refresh token", context: AssociatedData = Row.context
    ) throws(EncryptionError) -> String {
        try Keyring(parsing: Secret(keyring)).first.unwrap(wrappedKey, row: name)
            .open(token, label: label, context: context).revealed()
    }
}
