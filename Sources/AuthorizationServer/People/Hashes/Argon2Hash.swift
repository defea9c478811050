internal import CArgon2
internal import OAuth
internal import Storage

/// A hash of Argon2 (RFC 9106), of any of its three variants: `$argon2id$v=19$m=65536,t=3,p=4$<salt>$<hash>`.
struct Argon2Hash: KeptHash {
    private let name: String
    private let variant: argon2_type
    private let version: Int
    /// KiB.
    private let memory: Int
    private let passes: Int
    private let lanes: Int
    private let salt: [UInt8]
    private let digest: [UInt8]

    init(_ hash: PasswordHash) throws(PasswordError) {
        let text = try HashText(hash.text, settings: ["v", "m", "t", "p"])
        name = text.name
        variant =
            switch text.name {
            case "argon2d": Argon2_d
            case "argon2i": Argon2_i
            case "argon2id": Argon2_id
            default: throw HashText.malformed
            }
        // Without a version it is the first one.
        version = try text.number("v") ?? 16
        guard version == 16 || version == 19, let memory = try text.number("m"), let passes = try text.number("t"),
            let lanes = try text.number("p"), (1...16).contains(lanes), memory >= 8 * lanes, passes >= 1,
            text.values.count == 2, (8...64).contains(text.values[0].count), (16...64).contains(text.values[1].count)
        else { throw HashText.malformed }
        // 128 MiB at most, and a second's work.
        guard memory <= 1 << 17, memory * passes <= 1 << 20 else { throw HashText.tooDear }
        (self.memory, self.passes, self.lanes) = (memory, passes, lanes)
        (salt, digest) = (text.values[0], text.values[1])
    }

    var passwordHash: PasswordHash {
        let settings = "v=\(version)$m=\(memory),t=\(passes),p=\(lanes)"
        return PasswordHash(text: "$\(name)$\(settings)$\(HashText.encode(salt))$\(HashText.encode(digest))")
    }

    func matches(_ password: Secret) throws -> Bool {
        var output = [UInt8](repeating: 0, count: digest.count)
        var salt = salt
        let result = password.withBytes { bytes in
            output.withUnsafeMutableBufferPointer { output in
                salt.withUnsafeMutableBufferPointer { salt in
                    var context = argon2_context()
                    context.out = output.baseAddress
                    context.outlen = UInt32(output.count)
                    // The library reads it only, since no flag asks it to clear it.
                    context.pwd = UnsafeMutablePointer(mutating: bytes.baseAddress)
                    context.pwdlen = UInt32(bytes.count)
                    context.salt = salt.baseAddress
                    context.saltlen = UInt32(salt.count)
                    context.t_cost = UInt32(passes)
                    context.m_cost = UInt32(memory)
                    context.lanes = UInt32(lanes)
                    context.threads = 1
                    context.version = UInt32(version)
                    return argon2_ctx(&context, variant)
                }
            }
        }
        guard result == ARGON2_OK.rawValue else {
            throw PasswordError(.unreadableHash, "Argon2 cannot be computed here (\(result))")
        }
        return constantTimeEqual(output, digest)
    }
}
