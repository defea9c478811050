internal import NIOSSL

/// The names that a server's certificate is for (RFC 9525 §6.3).
///
/// NIOSSL checks this, but is content as well with a certificate for the address that was dialled. Where a URL has a name
/// that is too little: whoever can falsify what the name resolves to may well have a certificate for an address of theirs.
struct ServerIdentity {
    /// The certificate's names in the DNS, in lower case.
    let names: [String]

    init(_ certificate: NIOSSLCertificate) {
        names = certificate._subjectAlternativeNames()
            .filter { $0.nameType == .dnsName }
            .map { String(decoding: $0.contents, as: UTF8.self).lowercased() }
    }

    /// Whether the certificate is for that name, by itself or with `*` for the whole of its first label.
    /// - Parameter host: in lower case, without a dot at its end.
    func includes(_ host: String) -> Bool {
        let parent = host.firstIndex(of: ".").map { host[$0...] }
        return names.contains { name in
            name.utf8.elementsEqual(host.utf8)
                || (name.hasPrefix("*.") && parent.map { name.dropFirst().utf8.elementsEqual($0.utf8) } == true)
        }
    }
}
