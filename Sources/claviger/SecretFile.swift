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
        _ path: String, random: any RandomSource, make: () -> Secret
    ) throws(CommandError) -> (secret: Secret, isNew: Bool) {
        if let secret = try read(path) { return (secret, false) }
        let temporary = "\(path).\(Base64.encode(random.bytes(9), .url))"
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

    /// What the file holds, without white space around it; `nil` when there is none.
    static func read(_ path: String) throws(CommandError) -> Secret? {
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
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let text = buffer[..<count].drop(while: isSpace)
        guard let end = text.lastIndex(where: { !isSpace($0) }) else {
            throw CommandError("\(path) is empty; delete it to have a new one made")
        }
        return Secret(text[...end])
    }

    private static func cannotWrite(_ path: String) -> CommandError {
        CommandError("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
