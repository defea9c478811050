package import JSON

/// The keys of one issuer (RFC 7517 §5).
package struct JSONWebKeySet: Sendable {
    /// The keys that can be used, in the order of the document.
    package let keys: [JSONWebKey]

    package init(_ keys: [JSONWebKey]) { self.keys = keys }

    /// Reads a published set, skipping keys that cannot be used; `nil` when it is not a set at all.
    /// A set of more than 64 keys is cut there.
    package init?(json: JSONValue) {
        guard let keys = json["keys"]?.array else { return nil }
        self.keys = keys.prefix(64).compactMap(JSONWebKey.init(json:))
    }

    package var json: JSONValue { ["keys": .array(keys.map(\.json))] }

    /// The keys that may have signed a token with this `kid`: all that have it, or without a `kid` all there are.
    package func candidates(keyID: String?) -> [JSONWebKey] {
        guard let keyID else { return keys }
        return keys.filter { $0.keyID == keyID }
    }
}
