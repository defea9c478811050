internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// The template of further claims in the tokens of sessions; the environment has one at most.
    package static let jwtTemplate = ResourceType(
        "jwt_template", title: "JWT template", prefix: "jwt_template_",
        fields: [.text("content", 1...16_384).required()], writing: JWTTemplates.write)
}

/// The environment's template.
enum JWTTemplates {
    static let operations = [
        Operation(.get, "/user_management/jwt_template", read),
        Operation(.put, "/user_management/jwt_template", replace),
    ]

    /// There is one, so its identifier is always the same.
    static let id = "jwt_template_environment"

    /// The template, unless there is none.
    static func current(_ context: EmulatorContext) async throws(APIError) -> JWTTemplate? {
        let kind = ResourceType.jwtTemplate.object
        let found = try await stored { try await context.store.resource(id: id, kind: kind) }
        return found?.text("content").flatMap { try? JWTTemplate($0) }
    }

    static func write(_ draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        do throws(JWTTemplate.Problem) {
            _ = try JWTTemplate(draft.resource.text("content") ?? "")
        } catch {
            throw .invalid("content", "invalid_template", "content \(error.message).")
        }
    }

    @Sendable
    private static func read(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let kind = ResourceType.jwtTemplate.object
        guard let found = try await stored({ try await context.store.resource(id: id, kind: kind) }) else {
            throw APIError(.notFound, "entity_not_found", "JWT template not found: the environment has none.")
        }
        return APIAnswer(shown(found))
    }

    @Sendable
    private static func replace(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        guard request.body["content"] != nil else {
            throw .invalid("content", "required", "content is required.")
        }
        for _ in 0..<10 {
            do {
                return APIAnswer(shown(try await context.update(.jwtTemplate, id, request.body)))
            } catch {
                guard error.status == .notFound else { throw error }
            }
            do {
                return APIAnswer(shown(try await context.create(.jwtTemplate, request.body, id: id)))
            } catch {
                // Another request made it meanwhile.
                guard error.code == "conflict" else { throw error }
            }
        }
        throw APIError(.conflict, "conflict", "It was changed by another request meanwhile; try again.")
    }

    /// It is known by the environment, so it shows no identifier.
    private static func shown(_ template: Resource) -> JSONValue {
        var object = ResourceType.jwtTemplate.shown(template).object ?? [:]
        object["id"] = nil
        return .object(object)
    }
}
