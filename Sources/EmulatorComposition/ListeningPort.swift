#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Looks at ports of this machine's loopback before anything is started.
package enum ListeningPort {
    /// Why a port cannot be listened on.
    package enum Failure: Error, Sendable {
        case inUse
        case notPermitted
        case other(String)
    }

    /// The port itself, or a free one for 0.
    package static func resolve(_ port: Int) throws(Failure) -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .other(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                // Binding alone can succeed beside a listener with the same option; listening cannot.
                bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else {
            switch errno {
            case EADDRINUSE: throw .inUse
            case EACCES: throw .notPermitted
            default: throw .other(String(cString: strerror(errno)))
            }
        }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
