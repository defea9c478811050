import OAuth

extension FuzzTarget {
    /// The query of an authorization request, and the answers to it.
    static let authorizeQuery = FuzzTarget(name: "authorize-query") { bytes in
        let query = String(decoding: bytes, as: UTF8.self)
        guard let parameters = try? AuthorizationParameters.parse(query: query) else { return }
        checkAnswer(to: parameters)
        guard let request = try? AuthorizationRequest(parameters) else { return }
        require(PKCE.isCodeChallenge(request.codeChallenge), "no challenge of the method S256")
        require(!request.clientID.isEmpty, "an empty client_id")
        require(request.resources.count <= AuthorizationRequest.mostResources, "too many resources")
        for resource in request.resources where ResourceIndicator.isWellFormed(resource) {
            require(!resource.contains("#") && resource.contains(":"), "a resource that is no absolute URI")
        }
        require(!request.prompt.contains(.none) || request.prompt.count == 1, "prompt=none with others")
        require((request.maxAge ?? 0) >= 0, "a negative max_age")
    }

    /// Every state comes back, and nothing of it leaves its parameter.
    private static func checkAnswer(to parameters: AuthorizationParameters) {
        let issuer = "https://as.example"
        let answer = AuthorizationResponse.success(
            redirectURI: "app:/cb?x=1", code: Secret("k"), state: parameters.state, issuer: issuer)
        require(answer.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }, "not a URI")
        let query = answer.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        guard let pairs = FormURLEncoded.parse(query) else { fatalError("an answer that cannot be read") }
        let names = parameters.state == nil ? ["x", "code", "iss"] : ["x", "code", "state", "iss"]
        require(pairs.map(\.name) == names, "another parameter in an answer")
        if let state = parameters.state {
            require(pairs[2].value.utf8.elementsEqual(state.utf8), "another state in an answer")
        }
    }
}
