#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

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

/// A lock on a directory that other processes of this program wait for. It goes with the process at the latest.
struct DirectoryLock {
    private let descriptor: Int32

    init(_ directory: String) throws(CommandError) {
        let path = "\(directory)/claviger.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            throw CommandError("\(path) cannot be locked: \(String(cString: strerror(errno)))")
        }
    }

    func release() { close(descriptor) }
}
