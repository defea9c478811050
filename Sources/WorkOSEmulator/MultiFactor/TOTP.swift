internal import Crypto
package import OAuth

/// Time-based one-time passwords (RFC 6238), as every authenticator app makes them: SHA-1, six digits, 30 seconds.
package struct TOTP: Sendable {
    package static let period: Int64 = 30
    private static let digits = 6
    /// How many steps the person's clock may be off, either way (§5.2).
    private static let window: Int64 = 1
    /// RFC 4226 §4 asks for 160 bits.
    private static let secretLength = 20

    private let secret: Secret

    package init(secret: Secret) { self.secret = secret }

    /// A secret of its own.
    package init(random: any RandomSource) { secret = Secret(random.bytes(TOTP.secretLength)) }

    /// - Returns: `nil` for what is not Base32, and for less than 80 bits.
    package init?(base32: String) {
        guard let bytes = Base32.decode(base32), bytes.count >= 10 else { return nil }
        secret = Secret(bytes)
    }

    /// The secret as a person types it into an app.
    package var base32: String { secret.withBytes { Base32.encode($0) } }

    /// The step of time (§4.2).
    package static func step(at now: Timestamp) -> Int64 { now.seconds / period }

    package func code(at now: Timestamp) -> String { code(step: TOTP.step(at: now)) }

    private func code(step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let code = secret.withBytes { key in
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: UnsafeRawBufferPointer(key)))
        }
        let bytes = Array(code)
        // RFC 4226 §5.3: the last four bits say where the 31 bits stand.
        let offset = Int(bytes[bytes.count - 1] & 0xF)
        let word = bytes[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(word % 1_000_000)
        return String(repeating: "0", count: TOTP.digits - text.utf8.count) + text
    }

    /// The step whose code this is, among those of now and its neighbours.
    /// - Parameter used: the last step whose code was used: neither it nor an older one is taken again (§5.2).
    package func step(matching code: String, at now: Timestamp, after used: Int64? = nil) -> Int64? {
        let current = TOTP.step(at: now)
        var found: Int64?
        // All are compared, so that the time says nothing.
        for step in max(0, current - TOTP.window)...max(0, current + TOTP.window)
        where constantTimeEqual(Array(code.utf8), Array(self.code(step: step).utf8)) && step > used ?? -1 {
            found = found ?? step
        }
        return found
    }

    /// What apps read out of the QR code.
    /// - Parameters:
    ///   - issuer: the server or its owner, as the person knows it.
    ///   - user: the person's name there.
    package func uri(issuer: String, user: String) -> String {
        let (issuer, user) = (TOTP.escaped(issuer), TOTP.escaped(user))
        return "otpauth://totp/\(issuer):\(user)?secret=\(base32)&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(TOTP.digits)&period=\(TOTP.period)"
    }

    /// Percent-encoded, but for what is unreserved (RFC 3986 §2.3).
    private static func escaped(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 0xF)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
