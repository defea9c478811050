internal import JSON
internal import Storage

extension ResourceType {
    /// Where the browser may be sent after a sign-in. The first one is the environment's default.
    package static let redirectURI = ResourceType(
        "redirect_uri", title: "Redirect URI", prefix: "redir_",
        fields: [
            Field("uri", .url).required().unique("redirect_uri_already_exists", status: .unprocessable),
            .flag("default").internalOnly(),
        ],
        routes: [
            .list("/user_management/redirect_uris"), .create("/user_management/redirect_uris"),
            .delete("/user_management/redirect_uris/{id}"),
        ],
        seed: SeedBlock("redirectUris", identity: "uri"),
        writing: { draft, context async throws(APIError) in
            guard draft.isNew else { return }
            let any = try await stored {
                try await context.store.resources(ResourceQuery(kind: "redirect_uri", limit: 1))
            }
            draft.resource.fields["default"] = .bool(any?.resources.isEmpty ?? true)
        })
}
