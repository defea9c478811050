#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
package import NIOCore
internal import NIOPosix
package import OAuth

/// Looks names up as the machine is set up to do it, on threads of its own: the system's call blocks and cannot be stopped.
package final class SystemResolver: NameResolving {
    private let pool: NIOThreadPool

    /// - Parameter threads: how many names are looked up at a time; others wait their turn.
    package init(threads: Int) { pool = NIOThreadPool(numberOfThreads: threads) }

    deinit { pool.shutdownGracefully { _ in } }

    package func addresses(of name: String, until deadline: NIODeadline) async throws(FetchError) -> [IPAddress] {
        // Here and not in the initialiser, so that who never looks a name up has no threads for it.
        pool.start()
        let addresses: [IPAddress]
        do {
            addresses = try await pool.runIfActive {
                // Behind slow names a turn may come too late.
                NIODeadline.now() < deadline ? SystemResolver.lookUp(name) : []
            }
        } catch {
            throw FetchError(.unresolvable, "\(name): \(error)")
        }
        guard !addresses.isEmpty else { throw FetchError(.unresolvable, "\(name) does not resolve") }
        return addresses
    }

    private static func lookUp(_ name: String) -> [IPAddress] {
        var hints = addrinfo()
        // Once per address, and not once more for datagrams.
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var addresses: [IPAddress] = []
        var next = first
        while let entry = next?.pointee {
            if let address = numeric(entry) { addresses.append(address) }
            next = entry.ai_next
        }
        return addresses
    }

    /// An entry's address, by way of its text; `nil` for one that makes sense on one network interface only.
    private static func numeric(_ entry: addrinfo) -> IPAddress? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard
            getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        return IPAddress(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
}
