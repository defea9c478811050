#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Looks at ports of this machine before anything is started, so that a conflict gives a clear line.
enum Port {
    /// The port itself, or a free one for 0.
    /// - Throws: `CommandError` when the port is in use or not permitted.
    static func resolve(_ port: Int, flag: String) throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw CommandError("no socket can be made: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                // Binding alone can succeed beside a listener with the same option; listening cannot.
                bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard outcome else {
            switch errno {
            case EADDRINUSE:
                throw CommandError("port \(port) is in use; end what listens there or choose another with \(flag)")
            case EACCES: throw CommandError("port \(port) needs more rights; choose one above 1023 with \(flag)")
            default:
                throw CommandError("port \(port) cannot be listened on: \(String(cString: strerror(errno))) (\(flag))")
            }
        }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
