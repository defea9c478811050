internal import OAuth

extension SeedReader {
    /// How people sign in: of the whole environment, not of one application.
    mutating func readAuthKit(_ node: SeedNode) {
        guard !seed.isAddition else {
            return node.problem("how people sign in is read at the start only")
        }
        let members = node.members(known: ["client_id", "login_uri", "mfa_required"])
        if let member = members["client_id"], let text = member.text {
            if !text.utf8.starts(with: "client_".utf8) || text.utf8.count > 256 {
                member.problem("must begin with client_ and have at most 256 bytes")
            }
            seed.authKit.clientID = text
        }
        if let member = members["login_uri"], let text = member.text {
            seed.authKit.loginURI = HTTPURL(text)
            if seed.authKit.loginURI.map({ $0.scheme == .https || $0.isLoopback }) != true {
                member.problem("must be an https URL, or an http URL on loopback")
            }
        }
        seed.authKit.isMultiFactorRequired = members["mfa_required"]?.flag ?? false
    }
}
