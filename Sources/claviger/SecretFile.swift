internal import OAuth

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file with a secret in it, readable by its owner only.
enum SecretFile {
    /// Reads the file, or makes it. Of two processes that make it at once, both get the winner's.
    /// - Returns: the secret, and whether it was made now. It is on the disk before this returns, since what is
    ///   encrypted under it must not outlive it.
    static func readOrMake(
        _ path: String, make: () -> Secret
    ) throws(CommandError) -> (secret: Secret, isNew: Bool) {
        if let secret = try read(path) { return (secret, false) }
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotWrite(path) }
        defer { unlink(temporary) }
        let secret = make()
        let isWritten = secret.withBytes { write(descriptor, $0.baseAddress, $0.count) == $0.count }
        let isSynced = fsync(descriptor) == 0
        guard close(descriptor) == 0, isWritten, isSynced else { throw cannotWrite(path) }
        if link(temporary, path) != 0 {
            guard errno == EEXIST, let winner = try read(path) else { throw cannotWrite(path) }
            return (winner, false)
        }
        Directory.sync(Directory.parent(of: path))
        return (secret, true)
    }

    private static func read(_ path: String) throws(CommandError) -> Secret? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw CommandError("\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0 else {
            throw CommandError("\(path) is empty or cannot be read; delete it to have a new one made")
        }
        let text = buffer[..<count].drop { $0 == 0x20 || $0 == 0x0A }
        let end = text.lastIndex { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 } ?? text.startIndex
        return Secret(text[...end])
    }

    private static func cannotWrite(_ path: String) -> CommandError {
        CommandError("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}

/// Directories of this program.
enum Directory {
    /// Makes the directory and what is above it, for the owner only.
    static func make(_ path: String) throws(CommandError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            if mkdir(made, 0o700) != 0, errno != EEXIST { throw CommandError(problem(path)) }
        }
        guard access(path, W_OK | X_OK) == 0 else { throw CommandError(problem(path)) }
    }

    private static func problem(_ path: String) -> String {
        "the data directory \(path) cannot be written: \(String(cString: strerror(errno))); choose another with --data"
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Puts the directory's entries on the disk.
    static func sync(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
