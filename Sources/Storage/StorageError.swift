/// Why a store could not do what it was asked. Equal when the codes are.
package struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// Something of that identity is there already.
        case conflict
        /// Another resource of the kind has the unique key of this name.
        case keyTaken(String)
        /// The database cannot be reached or written at the moment.
        case unavailable
        /// The place named for the database cannot be used: wrong path, no permission, not a database.
        case cannotOpen
        /// The database was made by a newer version of this program.
        case schemaFromTheFuture
        /// A text has a NUL, which databases cannot keep: it would be cut there, and equal another text.
        case unstorableText
        /// A row does not have the form that this program writes.
        case corrupt
    }

    package var code: Code
    /// For the log.
    package var detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { detail }
    package static func == (left: StorageError, right: StorageError) -> Bool { left.code == right.code }
}
