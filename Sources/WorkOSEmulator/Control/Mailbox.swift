package import Storage

/// Where messages to people go: codes and links that a service in production would mail.
package protocol Mailbox: Sendable {
    func deliver(_ message: MailMessage) async throws(StorageError)
}
