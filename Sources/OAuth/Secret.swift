/// Bytes that must not be seen: a token, a password, a key.
///
/// A secret prints as `[redacted]`, compares in constant time, cannot be encoded by accident, and overwrites its memory
/// when the last reference to it goes.
package struct Secret: Sendable {
    private let storage: Storage

    package init(_ bytes: some Sequence<UInt8>) { storage = Storage(Array(bytes)) }
    package init(_ text: String) { self.init(text.utf8) }

    /// The number of bytes.
    package var count: Int { storage.buffer.count }

    package var isEmpty: Bool { count == 0 }

    /// Lends the bytes; they must not be kept.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(storage.buffer))
    }

    /// A copy of the secret as text, for the one place that must send it: name the reason where this is called.
    package func revealed() -> String { withBytes { String(decoding: $0, as: UTF8.self) } }

    private final class Storage: Sendable {
        nonisolated(unsafe) let buffer: UnsafeMutableBufferPointer<UInt8>

        init(_ bytes: [UInt8]) {
            buffer = .allocate(capacity: bytes.count)
            _ = buffer.initialize(from: bytes)
        }

        deinit {
            // A volatile-like overwrite: the loop writes through a pointer that escapes, so it is not removed.
            for index in buffer.indices { buffer[index] = 0 }
            withExtendedLifetime(buffer) { buffer.deallocate() }
        }
    }
}

extension Secret: Equatable {
    /// Compares in a time that depends on the lengths only.
    package static func == (left: Secret, right: Secret) -> Bool {
        left.withBytes { left in right.withBytes { right in constantTimeEqual(left, right) } }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
