import JSON
import OAuth

// MARK: - Good tokens

extension SmokeContext {
    /// A token that the server should take, from whatever means were given.
    func goodToken() async -> GoodToken {
        if let known = memory.goodToken { return known }
        let token: GoodToken
        switch means {
        case .none:
            token = .none(.notAsked("no means to get a token: give --token, --api-key, or --client-id and its secret"))
        case .token(let secret), .apiKey(let secret): token = .token(secret)
        case .clientCredentials: token = await requestToken(for: target.text)
        }
        memory.goodToken = token
        return token
    }

    /// The good token, when it is a JWT and no API key.
    func goodJWT() async -> CompactJWT? { await goodToken().token.flatMap(CompactJWT.init) }

    /// Asks the token endpoint for a token by client credentials (RFC 6749 §4.4.2), for a resource (RFC 8707 §2).
    func requestToken(for resource: String) async -> GoodToken {
        guard case .clientCredentials(let clientID, let secret, let scope) = means else {
            return .none(.notAsked("no client credentials were given"))
        }
        let endpoint: HTTPURL
        do {
            endpoint = try await tokenEndpoint()
        } catch {
            return .none(error)
        }
        // A server on https must not lead a secret into the clear.
        guard endpoint.scheme == .https || target.scheme == .http else {
            return .refused("a token_endpoint without https; the client's secret was not sent")
        }
        var form = [("grant_type", "client_credentials"), ("resource", resource)]
        // Without --scope the challenge's scopes are asked for, as MCP clients do.
        let wanted = scope?.parameter ?? ""
        let challenged = await withoutToken().bearerChallenge?.parameters["scope"]
        if let scope = wanted.isEmpty ? challenged : wanted { form.append(("scope", scope)) }
        var headers: [(name: String, value: String)] = [
            ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
        ]
        // Revealed to be sent to the token endpoint, both halves form-encoded for Basic (RFC 6749 §2.3.1).
        if await authenticatesByPost() {
            form += [("client_id", clientID), ("client_secret", secret.revealed())]
        } else {
            let pair = [clientID, secret.revealed()].map(FormURLEncoded.encodeComponent).joined(separator: ":")
            headers.append(("Authorization", "Basic \(Base64.encode(Array(pair.utf8), .standard))"))
        }
        let body = Array(FormURLEncoded.serialize(form).utf8)
        return token(in: await send(ProbeRequest(.post, endpoint.text, headers: headers, body: body)))
    }

    /// Whether the token endpoint takes the secret in the body only; Basic is the default (RFC 8414 §2).
    private func authenticatesByPost() async -> Bool {
        let document = try? await authorizationServer().document
        let methods = document?["token_endpoint_auth_methods_supported"]?.strings ?? []
        return !methods.contains("client_secret_basic") && methods.contains("client_secret_post")
    }

    private func token(in reply: Reply) -> GoodToken {
        let body = reply.answer.flatMap { try? JSONParser.parse($0.body) }
        for field in ["access_token", "refresh_token", "id_token"] {
            if let secret = body?[field]?.string { redactor.conceal(Secret(secret)) }
        }
        guard reply.status == 200, let token = body?["access_token"]?.string,
            !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            if let status = reply.status, let code = body?["error"]?.string {
                return .refused("\(status), error \(code) from the token endpoint")
            }
            return .refused("\(reply.summary) from the token endpoint")
        }
        return .token(Secret(token))
    }
}
