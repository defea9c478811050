import JOSE
import JSON

extension FuzzTarget {
    /// Taking a JWT apart, before its signature is checked.
    static let jwt = FuzzTarget(name: "jwt") { bytes in
        guard let token = UnverifiedToken(compact: bytes) else { return }
        require(bytes.count <= UnverifiedToken.maximumLength, "a token beyond the limit was read")
        require(bytes.filter { $0 == UInt8(ascii: ".") }.count == 2, "a token without three parts was read")
        require(token.algorithmName == token.header["alg"]?.string, "another algorithm than the header's")
        guard let again = UnverifiedToken(compact: bytes[...]) else { fatalError("read once and not twice") }
        require(again.header == token.header && again.claims == token.claims, "read twice, differently")
    }
}
