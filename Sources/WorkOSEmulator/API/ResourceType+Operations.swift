internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// The standard operations, as declared by `routes`.
    package var operations: [Operation] { routes.map(operation) }

    private func operation(_ route: Route) -> Operation {
        switch route {
        case .list(let path, let filters): list(path, filters)
        case .create(let path, let status):
            Operation(.post, path) { request, context throws(APIError) in
                let created = try await context.create(self, request.body)
                return APIAnswer(try await context.show(self, created), status: status)
            }
        case .read(let path):
            Operation(.get, path) { request, context throws(APIError) in
                let found = try await context.find(self, request.parameter("id"))
                return APIAnswer(try await context.show(self, found))
            }
        case .readByKey(let path, let key):
            Operation(.get, path) { request, context throws(APIError) in
                let found = try await context.find(self, key, request.parameter(key))
                return APIAnswer(try await context.show(self, found))
            }
        case .update(let path):
            Operation(.put, path) { request, context throws(APIError) in
                let updated = try await context.update(self, request.parameter("id"), request.body)
                return APIAnswer(try await context.show(self, updated))
            }
        case .delete(let path, let status):
            Operation(.delete, path) { request, context throws(APIError) in
                try await context.delete(self, request.parameter("id"))
                return .empty(status)
            }
        }
    }

    private func list(_ path: String, _ filters: [Filter]) -> Operation {
        Operation(.get, path) { request, context throws(APIError) in
            var conditions: [ResourceQuery.Condition] = []
            for filter in filters {
                var values = request.path[filter.name].map { [$0] } ?? request.queryValues(filter.name)
                if filter.comparison == .contains { values = request.queryValue(filter.name).map { [$0] } ?? [] }
                guard !values.isEmpty else {
                    // An application whose variable is empty must not get what belongs to everybody.
                    guard filter.comparison == .contains || !request.hasQuery(filter.name) else {
                        throw .invalid(filter.name, "required", "\(filter.name) must not be empty.")
                    }
                    continue
                }
                if filter.isLowercased || filter.comparison == .contains { values = values.map(\.lowercasedASCII) }
                if let parent = filter.parent, let id = values.first { try await context.require(parent, id) }
                switch filter.comparison {
                case .anyOf: conditions.append(.has(filter.tag, anyOf: values))
                case .contains: conditions.append(.contains(filter.tag, values[0]))
                }
            }
            return APIAnswer(try await context.list(self, request, conditions: conditions))
        }
    }
}
