internal import EmulatorComposition

/// Looks at ports before anything is started, so that a conflict gives a clear line.
enum Port {
    /// The port itself, or a free one for 0.
    /// - Throws: `CommandError` when the port is in use or not permitted.
    static func resolve(_ port: Int, flag: String) throws(CommandError) -> Int {
        do throws(ListeningPort.Failure) {
            return try ListeningPort.resolve(port)
        } catch {
            switch error {
            case .inUse:
                throw CommandError("port \(port) is in use; end what listens there or choose another with \(flag)")
            case .notPermitted:
                throw CommandError("port \(port) needs more rights; choose one above 1023 with \(flag)")
            case .other(let reason): throw CommandError("port \(port) cannot be listened on: \(reason) (\(flag))")
            }
        }
    }
}
