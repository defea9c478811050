package import JSON
internal import Storage

// MARK: - Mailbox

extension EmulatorControl {
    /// What would have been mailed, newest first.
    /// - Parameters:
    ///   - to: an address, in whatever case.
    ///   - kind: by its name, such as `magic_auth`.
    package func messages(
        to: String? = nil, kind: String? = nil, limit: Int? = nil
    ) async throws(ControlError) -> [JSONValue] {
        var wanted: MailMessage.Kind?
        if let kind {
            wanted = MailMessage.Kind(rawValue: kind)
            guard wanted != nil else {
                let names = MailMessage.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ControlError(.invalidRequest, "kind is one of \(names)")
            }
        }
        return try await EmulatorControl.stored { () async throws(StorageError) in
            try await mailbox.messages(to: to, kind: wanted, limit: limit ?? StoredMailbox.capacity)
        }
    }

    package func clearMailbox() async throws(ControlError) {
        try await EmulatorControl.stored { () async throws(StorageError) in try await mailbox.clear() }
    }
}
