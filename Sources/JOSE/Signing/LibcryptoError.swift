internal import COpenSSL

/// Why OpenSSL's libcrypto did not do what it was asked. Equal when the codes are.
package struct LibcryptoError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// The bytes are not the DER form of an RSA private key, or have others after it.
        case malformedKey
        /// The modulus has fewer bits than RFC 7518 §3.3 asks for.
        case weakKey
        /// A signature could not be made.
        case cannotSign
    }

    package var code: Code
    /// For the log: the function that failed, and libcrypto's own words for why. It never holds key material.
    package var detail: String

    package var description: String { detail }
    package static func == (left: LibcryptoError, right: LibcryptoError) -> Bool { left.code == right.code }

    /// Makes an error from the reason that libcrypto noted last for this thread, and clears what it noted: the next
    /// caller on this thread, who may be anyone, must not take it for a failure of its own.
    init(_ code: Code, in function: String) {
        // Constant texts of the library; the free text that it can add to a reason stays out.
        let reason = ERR_reason_error_string(ERR_peek_last_error()).map { String(cString: $0) }
        ERR_clear_error()
        self.code = code
        detail = "\(function): \(reason ?? "no reason given")"
    }
}
