internal import Crypto
internal import JSON
internal import OAuth

/// What an API key and an idempotency key make together: a name to find an answer by, and the key that it is sealed under.
struct IdempotencyKeys: Sendable {
    /// Tells neither of the two.
    let lookup: String
    private let key: SymmetricKey

    init(apiKey: Secret, idempotencyKey: String) {
        let material = apiKey.withBytes { SymmetricKey(data: $0) }
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: material, info: Array("claviger idempotency \(purpose)\u{0}\(idempotencyKey)".utf8),
                outputByteCount: 32)
        }
        lookup = Base64.encode(derived("lookup").withUnsafeBytes { Array($0) }, .url)
        key = derived("seal")
    }

    /// - Returns: `nil` when there was nothing to seal with.
    func seal(_ answer: APIAnswer, _ fingerprint: String, random: any RandomSource) -> String? {
        var object: JSONObject = ["fingerprint": .string(fingerprint), "status": .integer(Int64(answer.status))]
        switch answer.content {
        case .none: break
        case .json(let json): object["json"] = json
        case .redirect(let location): object["location"] = .string(location)
        }
        guard let nonce = try? AES.GCM.Nonce(data: random.bytes(12)),
            let box = try? AES.GCM.seal(
                JSONValue.object(object).serialized(), using: key, nonce: nonce, authenticating: Array(lookup.utf8))
        else { return nil }
        return box.combined.map { Base64.encode(Array($0), .url) }
    }

    /// - Returns: `nil` when it was not sealed with these keys.
    func open(_ sealed: String) -> (answer: APIAnswer, fingerprint: String)? {
        guard let bytes = Base64.decode(sealed, .url), let box = try? AES.GCM.SealedBox(combined: bytes),
            let opened = try? AES.GCM.open(box, using: key, authenticating: Array(lookup.utf8)),
            let object = (try? JSONParser.parse(opened, maximumDepth: 128))?.object,
            let fingerprint = object["fingerprint"]?.string, let status = object["status"]?.integer.flatMap(Int.init)
        else { return nil }
        if let json = object["json"] { return (APIAnswer(json, status: status), fingerprint) }
        if let location = object["location"]?.string { return (.redirect(location), fingerprint) }
        return (.empty(status), fingerprint)
    }

    /// What tells two requests apart: the operation, what its path and query say, and the body, in whatever order its members
    /// stand.
    static func fingerprint(of request: APIRequest, path: String) -> String {
        let query = request.query.map { JSONValue.strings([$0.name, $0.value]) }
        let parameters = JSONObject(request.path.map { ($0.key, JSONValue.string($0.value)) })
        let whole: JSONValue = [
            "body": .object(request.body), "parameters": .object(parameters), "path": .string(path),
            "query": .array(query),
        ]
        return Base64.encode(Array(SHA256.hash(data: sorted(whole).serialized())), .url)
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
                        .map { ($0.name, sorted($0.value)) }))
        default: value
        }
    }
}
