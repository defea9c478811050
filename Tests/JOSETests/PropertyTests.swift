import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("Tokens and key sets, on generated damage")
struct PropertyTests {
    private static let seeds = UInt64(1)...4

    @Test("RFC 7515 §5.2: of a signed token no other byte string is accepted", arguments: seeds)
    func tokens(seed: UInt64) async throws {
        let rules = TokenRules(
            issuer: Tokens.issuer, audiences: [Tokens.audience], algorithms: Set(SignatureAlgorithm.allCases))
        var keys: [JSONWebKey] = []
        var valid: [[UInt8]] = []
        for algorithm in SignatureAlgorithm.allCases {
            let signer = try await TestKeys.key(algorithm)
            keys.append(signer.publicKey)
            for scope in ["mcp", "admin"] {
                let claims = Tokens.merged(Tokens.claims, ["scope": .string(scope)])
                let token = try await signer.token(type: "at+jwt", claims: claims)
                valid.append(Array(token.revealed().utf8))
            }
        }
        let set = JSONWebKeySet(keys)
        var damage = DamagedTokens(chance: Repeatable(seed: seed))
        var counts = [String: Int]()
        for round in 0..<4000 {
            let token = valid[round % valid.count]
            let other = valid[(round / valid.count) % valid.count]
            let damaged = round % 3 == 0 ? damage.meaning(token, other) : damage.bytes(token)
            guard let unverified = UnverifiedToken(compact: damaged) else {
                counts["not a token", default: 0] += 1
                continue
            }
            switch rules.judge(unverified, keys: set, at: Timestamp(seconds: Tokens.now)) {
            case .accepted:
                #expect(valid.contains(damaged))
                counts["unharmed", default: 0] += 1
            case .rejected(let reason): counts[reason.rawValue, default: 0] += 1
            case .cannotJudge: counts["cannot judge", default: 0] += 1
            }
        }
        // No side may be empty, or this would prove nothing.
        for kind in ["not a token", "unharmed", "bad_signature", "cannot judge", "algorithm_not_allowed"] {
            #expect(counts[kind, default: 0] > 20, "\(kind)")
        }
    }

    @Test("RFC 7523 §3: of a signed assertion no other byte string is accepted", arguments: seeds)
    func assertions(seed: UInt64) async throws {
        let signer = try await TestKeys.edwards()
        let set = JSONWebKeySet([signer.publicKey])
        let now = Timestamp(seconds: Assertions.now)
        let client = Array(try await signer.token(type: "JWT", claims: Assertions.clientClaims).revealed().utf8)
        let identity = Array(
            try await signer.token(type: "oauth-id-jag+jwt", claims: Assertions.identityClaims).revealed().utf8)
        var damage = DamagedTokens(chance: Repeatable(seed: 100 + seed))
        var (accepted, refused) = (0, 0)
        for round in 0..<3000 {
            let (token, other) = round % 2 == 0 ? (client, identity) : (identity, client)
            let damaged = round % 3 == 0 ? damage.meaning(token, other) : damage.bytes(token)
            guard let unverified = UnverifiedToken(compact: damaged) else { continue }
            if case .accepted = Assertions.rules.clientAssertion(
                unverified, clientID: Assertions.clientID, keys: set, at: now)
            {
                #expect(damaged == client)
                accepted += 1
            } else if case .accepted = Assertions.rules.identityAssertion(
                unverified, issuer: Assertions.provider, clientID: Assertions.clientID, keys: set, at: now)
            {
                #expect(damaged == identity)
                accepted += 1
            } else {
                refused += 1
            }
        }
        #expect(accepted > 20)
        #expect(refused > 500)
    }

    @Test(
        "RFC 7517 §5: what is read of a damaged set can be used and written, and opens to no stranger", arguments: seeds
    )
    func keySets(seed: UInt64) async throws {
        var keys: [JSONWebKey] = []
        for algorithm in SignatureAlgorithm.allCases { keys.append(try await TestKeys.key(algorithm).publicKey) }
        let valid = JSONWebKeySet(keys).json
        let stranger = try await TestKeys.stranger()
        let signed: [UInt8] = Array("signed".utf8)
        let signature = try await stranger.sign(signed)
        var damage = DamagedTokens(chance: Repeatable(seed: 200 + seed))
        var (unread, whole, partial) = (0, 0, 0)
        for round in 0..<3000 {
            var json = damage.altered(valid)
            if round % 2 == 0 { json = damage.altered(json) }
            if round % 3 == 0 {
                guard let parsed = try? JSONParser.parse(damage.bytes(json.serialized())) else {
                    unread += 1
                    continue
                }
                json = parsed
            }
            guard let set = JSONWebKeySet(json: json) else {
                unread += 1
                continue
            }
            if set.keys.count < keys.count { partial += 1 } else { whole += 1 }
            let again = try #require(JSONWebKeySet(json: set.json))
            #expect(again.keys.map(\.thumbprint) == set.keys.map(\.thumbprint))
            #expect(again.keys.map(\.keyID) == set.keys.map(\.keyID))
            for key in set.keys { #expect(!key.key.isValid(signature: signature, over: signed)) }
        }
        #expect(unread > 100)
        #expect(whole > 100)
        #expect(partial > 500)
    }
}
