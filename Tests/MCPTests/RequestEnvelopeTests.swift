import HTTPTypes
import JSON
import MCP
import Testing

@Suite("MCP 2026-07-28: the envelope of a request")
struct RequestEnvelopeTests {
    private static let meta: JSONObject = [
        MetaKey.protocolVersion: "2026-07-28", MetaKey.clientCapabilities: [:],
    ]
    private static let headers: HTTPFields = [
        .mcpProtocolVersion: "2026-07-28", .mcpMethod: "tools/call", .mcpName: "whoami",
    ]

    private func code(
        method: String = "tools/call", params: JSONObject = ["name": "whoami"], meta: JSONObject? = meta,
        headers: HTTPFields = headers
    ) -> JSONRPCError.Code? {
        var params = params
        params["_meta"] = meta.map(JSONValue.object)
        do {
            let request = JSONRPCRequest(id: 1, method: method, params: params)
            try RequestEnvelope.check(request, headers: headers, supported: [.v20260728, .v20251125])
            return nil
        } catch {
            return error.code
        }
    }

    private func meta(_ changes: (inout JSONObject) -> Void) -> JSONObject {
        var meta = RequestEnvelopeTests.meta
        changes(&meta)
        return meta
    }

    private func headers(_ changes: (inout HTTPFields) -> Void) -> HTTPFields {
        var headers = RequestEnvelopeTests.headers
        changes(&headers)
        return headers
    }

    @Test("Headers and body that agree pass, a wrapped name included")
    func agree() {
        #expect(code() == nil)
        #expect(code(headers: headers { $0[.mcpName] = "=?base64?d2hvYW1p?=" }) == nil)
        #expect(code(method: "tools/list", params: [:], headers: headers { $0[.mcpMethod] = "tools/list" }) == nil)
    }

    @Test("A missing member of _meta is -32602")
    func missingMember() {
        #expect(code(meta: nil) == .invalidParams)
        #expect(code(meta: meta { $0[MetaKey.protocolVersion] = nil }) == .invalidParams)
        #expect(code(meta: meta { $0[MetaKey.protocolVersion] = 1 }) == .invalidParams)
        #expect(code(meta: meta { $0[MetaKey.clientCapabilities] = nil }) == .invalidParams)
        #expect(code(meta: meta { $0[MetaKey.clientCapabilities] = "all" }) == .invalidParams)
    }

    @Test("A header that is missing or says other than the body is -32020")
    func mismatch() {
        #expect(code(headers: headers { $0[.mcpProtocolVersion] = nil }) == .headerMismatch)
        #expect(code(headers: headers { $0[.mcpProtocolVersion] = "2025-11-25" }) == .headerMismatch)
        #expect(code(headers: headers { $0[.mcpMethod] = nil }) == .headerMismatch)
        #expect(code(headers: headers { $0[.mcpMethod] = "tools/list" }) == .headerMismatch)
        #expect(code(headers: headers { $0[.mcpName] = nil }) == .headerMismatch)
        #expect(code(headers: headers { $0[.mcpName] = "set_greeting" }) == .headerMismatch)
        #expect(code(headers: headers { $0[.mcpName] = "=?base64?!?=" }) == .headerMismatch)
        #expect(code(params: [:]) == .headerMismatch)
        #expect(code(params: ["name": 1], headers: headers { $0[.mcpName] = "=?base64?!?=" }) == .headerMismatch)
    }

    @Test("The name of a resource is its URI")
    func resource() {
        let named = headers {
            $0[.mcpMethod] = "resources/read"
            $0[.mcpName] = "file:///a"
        }
        #expect(code(method: "resources/read", params: ["uri": "file:///a"], headers: named) == nil)
        #expect(code(method: "resources/read", params: ["uri": "file:///b"], headers: named) == .headerMismatch)
    }

    @Test(
        "A header that stands twice is -32020: two readers could take different ones",
        arguments: [HTTPField.Name.mcpProtocolVersion, .mcpMethod, .mcpName])
    func twice(name: HTTPField.Name) {
        #expect(code(headers: headers { $0.append(HTTPField(name: name, value: $0[name] ?? "")) }) == .headerMismatch)
    }

    @Test("A version that is not supported, or has a handshake, is -32022", arguments: ["2027-01-01", "2025-11-25"])
    func unsupported(version: String) {
        let headers = headers { $0[.mcpProtocolVersion] = version }
        #expect(
            code(meta: meta { $0[MetaKey.protocolVersion] = .string(version) }, headers: headers)
                == .unsupportedProtocolVersion)
    }

    @Test("An unknown version in the header is -32022 whatever the body's envelope looks like")
    func unknownEnvelope() {
        #expect(
            code(meta: nil, headers: headers { $0[.mcpProtocolVersion] = "2027-01-01" }) == .unsupportedProtocolVersion)
    }
}
