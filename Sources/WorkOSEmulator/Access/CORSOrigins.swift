internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// A web page's origin whose scripts may call the API from a browser.
    package static let corsOrigin = ResourceType(
        "cors_origin", title: "CORS Origin", prefix: "cors_origin_",
        fields: [
            .text("origin", 1...255).required().caseless().unique("duplicate_cors_origin", status: .conflict)
        ],
        routes: [.list("/user_management/cors_origins"), .create("/user_management/cors_origins")],
        seed: SeedBlock("corsOrigins", identity: "origin"), writing: CORSOrigins.write)
}

extension EmulatorContext {
    /// Whether the origin is registered, so that its scripts may read answers of management routes.
    package func isAllowedOrigin(_ origin: String) async throws(APIError) -> Bool {
        guard let origin = CORSOrigins.normalized(origin) else { return false }
        let kind = ResourceType.corsOrigin.object
        return try await stored { try await store.resource(kind: kind, key: ResourceKey("origin", origin)) } != nil
    }
}

/// Which origins may call from browsers.
enum CORSOrigins {
    static func write(_ draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        guard let origin = normalized(draft.resource.text("origin") ?? "") else {
            throw .invalid(
                "origin", "invalid_origin",
                "origin must be a scheme, a host and perhaps a port, such as https://app.example.com.")
        }
        draft.resource.fields["origin"] = .string(origin)
    }

    /// The origin as browsers write it (RFC 6454 §6.1); absent when it is none, or has more than an origin has.
    static func normalized(_ text: String) -> String? {
        let bare = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let url = HTTPURL(bare), url.origin.utf8.elementsEqual(bare.lowercasedASCII.utf8) else { return nil }
        return url.origin
    }
}
