import OAuth

extension FuzzTarget {
    /// `Authorization` of the scheme Basic: a header's value.
    static let basicHeader = FuzzTarget(name: "basic-header") { bytes in
        let header = String(decoding: bytes, as: UTF8.self)
        guard let credentials = try? ClientCredentials.basic(header) else { return }
        let (id, secret) = (credentials.clientID, credentials.secret.revealed())
        require(!id.isEmpty, "an empty client_id")
        require(!(id + secret).utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a control character")
        let pair = "\(FormURLEncoded.encodeComponent(id)):\(FormURLEncoded.encodeComponent(secret))"
        let written = "Basic " + Base64.encode(Array(pair.utf8), .standard)
        require((try? ClientCredentials.basic(written)) == credentials, "rewritten, it says something else")
    }

    /// `Authorization` of the scheme Bearer: a header's value.
    static let bearerHeader = FuzzTarget(name: "bearer-header") { bytes in
        let header = String(decoding: bytes, as: UTF8.self)
        guard let found = try? PresentedBearer.token(authorization: header) else { return }
        let token = found.revealed()
        require(!token.isEmpty && header.utf8.reversed().starts(with: token.utf8.reversed()), "not the header's token")
        require(token.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x2C }, "no b64token")
        require(
            (try? PresentedBearer.token(authorization: "Bearer " + token)) == found, "rewritten, it says something else"
        )
    }
}
