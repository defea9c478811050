internal import OAuth

/// Where the fetch of a URL may go: the guard against having this machine ask its own network for a stranger (SSRF).
///
/// Of a name's addresses the forbidden ones are dropped and the others dialled. That is as safe as refusing the name, since
/// only what was checked is dialled, and it keeps names usable in networks that add addresses of their own to an answer, as
/// those with DNS64 do. No port is refused: without loopback only TLS is spoken, to public addresses.
struct AddressGuard {
    /// What the host of a URL is.
    enum Host: Equatable {
        case address(IPAddress)
        /// To be looked up, once.
        case name(String)
    }

    let url: HTTPURL
    let trust: FetchTrust

    /// The host, when it may be looked up or dialled at all.
    /// - Throws: `forbiddenAddress`; `unresolvable` for what is neither an address nor a name.
    func host() throws(FetchError) -> Host {
        if trust == .stranger(allowLoopback: false), url.scheme == .http {
            throw FetchError(.forbiddenAddress, "\(url.origin) is not https")
        }
        if let address = IPAddress(url.host) { return .address(try permitted([address])[0]) }
        guard !url.hostIsIPv6 else { throw FetchError(.unresolvable, "\(url.host) is not an address") }
        // Resolvers take 2130706433, 0x7f.1, 0177.0.0.1 and 127.1 for addresses. No top-level domain is a number.
        guard trust == .configured || !endsInNumber else {
            throw FetchError(.forbiddenAddress, "\(url.host) is a number and not four decimal ones")
        }
        return .name(url.host)
    }

    /// The addresses that may be dialled, in their order.
    /// - Throws: `forbiddenAddress` when there are addresses and none may be; `unresolvable` when there are none.
    func permitted(_ addresses: [IPAddress]) throws(FetchError) -> [IPAddress] {
        guard !addresses.isEmpty else { throw FetchError(.unresolvable, "\(url.host) has no address") }
        let permitted = addresses.filter(permits)
        guard !permitted.isEmpty else {
            let list = addresses.prefix(4).map(\.description).joined(separator: ", ")
            throw FetchError(.forbiddenAddress, "\(url.origin) leads to \(list), where strangers may not send us")
        }
        return permitted
    }

    /// RFC 8305 §4: the families take turns, so that one that leads nowhere costs a single attempt.
    static func takingTurns(_ addresses: [IPAddress]) -> [IPAddress] {
        let other = addresses.filter { $0.isIPv6 != addresses[0].isIPv6 }
        let same = addresses.filter { $0.isIPv6 == addresses[0].isIPv6 }
        return (0..<max(same.count, other.count))
            .flatMap { index in [same, other].filter { index < $0.count }.map { $0[index] } }
    }

    private func permits(_ address: IPAddress) -> Bool {
        switch trust {
        case .configured: true
        case .stranger(let allowLoopback):
            address.isLoopback ? allowLoopback : url.scheme == .https && address.isPublic
        }
    }

    private var endsInNumber: Bool {
        let labels = url.host.split(separator: ".", omittingEmptySubsequences: false)
        // A dot at the end says that the name is complete, and is no label.
        let last = (labels.last == "" ? labels.dropLast() : labels[...]).last ?? ""
        if last.hasPrefix("0x") { return last.dropFirst(2).allSatisfy(\.isHexDigit) }
        return !last.isEmpty && last.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
