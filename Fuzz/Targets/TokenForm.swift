import OAuth

extension FuzzTarget {
    /// The form of a token request, with the client's authentication: a body.
    static let tokenForm = FuzzTarget(name: "token-form") { bytes in
        guard let pairs = FormURLEncoded.parse(bytes) else { return }
        let written = FormURLEncoded.serialize(pairs.map { ($0.name, $0.value) })
        guard let again = FormURLEncoded.parse(written.utf8) else {
            fatalError("a form that was written cannot be read")
        }
        require(
            again.elementsEqual(pairs) {
                $0.name.utf8.elementsEqual($1.name.utf8) && $0.value.utf8.elementsEqual($1.value.utf8)
            }, "a form does not survive being written")
        _ = try? TokenReference(parameters: pairs)
        _ = try? DeviceAuthorizationRequest(parameters: pairs)
        guard let request = try? TokenRequest(parameters: pairs) else {
            require((try? TokenRequest(parameters: again)) == nil, "refused once and not twice")
            return
        }
        require(
            pairs.contains { $0.name == "grant_type" && $0.value == request.grantType.rawValue }, "another grant_type")
        require(request.scope?.isEmpty != true, "a scope that is present and empty")
        require(request.resources.allSatisfy { !$0.isEmpty }, "an empty resource")
        checkClient(request.authentication)
    }

    private static func checkClient(_ authentication: ClientAuthenticationParameters) {
        switch try? authentication.presented(authorization: nil) {
        case .secret(let credentials):
            require(credentials.method == .clientSecretPost && authentication.clientAssertion == nil, "two methods")
        case .assertion: require(authentication.clientSecret == nil, "two methods")
        case .publicClient(let clientID): require(clientID == authentication.clientID, "a client that was guessed")
        case nil: break
        }
    }
}
