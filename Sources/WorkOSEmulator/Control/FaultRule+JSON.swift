package import JSON

extension FaultRule {
    private static let members: Set<String> = [
        "method", "path", "next", "status", "body", "headers", "delay_ms", "drop", "malformed",
    ]
    /// Milliseconds; ten minutes.
    private static let longestDelay: Int64 = 600_000
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    /// What the server itself says of the connection and the length of an answer.
    private static let reserved: Set<String> = [
        "connection", "content-length", "transfer-encoding", "upgrade", "trailer", "keep-alive",
    ]

    /// Reads a rule as the control API takes it.
    package init(json: JSONValue) throws(ControlError) {
        guard let object = json.object else { throw FaultRule.invalid("a fault is an object") }
        if let unknown = object.names.first(where: { !FaultRule.members.contains($0) }) {
            throw FaultRule.invalid(
                "\(unknown.prefix(64)) is none of \(FaultRule.members.sorted().joined(separator: ", "))")
        }
        guard let path = (object["path"] ?? "/*").string.flatMap(PathPattern.init) else {
            throw FaultRule.invalid("path is like /organizations/{id}, or /organizations/* for everything that follows")
        }
        self.init(
            method: try FaultRule.method(object["method"]), path: path,
            next: try FaultRule.integer(object, "next", 1...1_000_000).map(Int.init),
            delay: try FaultRule.integer(object, "delay_ms", 0...FaultRule.longestDelay) ?? 0,
            outcome: try FaultRule.outcome(object))
        guard delay > 0 || outcome != .none else {
            throw FaultRule.invalid("say what is to happen: status, drop, malformed or delay_ms")
        }
    }

    private static func method(_ value: JSONValue?) throws(ControlError) -> String? {
        guard let value, value != .null, value != "*" else { return nil }
        guard let method = value.string?.uppercased(), methods.contains(method) else {
            throw invalid("method is one of \(methods.sorted().joined(separator: ", "))")
        }
        return method
    }

    private static func integer(
        _ object: JSONObject, _ name: String, _ range: ClosedRange<Int64>
    ) throws(ControlError) -> Int64? {
        guard let value = object[name], value != .null else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw invalid("\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func flag(_ object: JSONObject, _ name: String) throws(ControlError) -> Bool {
        guard let value = object[name] else { return false }
        guard let flag = value.bool else { throw invalid("\(name) is true or false") }
        return flag
    }

    private static func outcome(_ object: JSONObject) throws(ControlError) -> Outcome {
        let status = try integer(object, "status", 200...599).map(Int.init)
        let isAnswer = object["body"] != nil || object["headers"] != nil
        switch (try flag(object, "drop"), try flag(object, "malformed")) {
        case (true, true): throw invalid("drop and malformed exclude one another")
        case (true, false):
            guard status == nil, !isAnswer else { throw invalid("drop has no status, body or headers") }
            return .drop
        case (false, true):
            guard !isAnswer else { throw invalid("malformed has no body or headers") }
            return .malformed(status: status ?? 200)
        case (false, false):
            guard let status else {
                guard !isAnswer else { throw invalid("body and headers need a status") }
                return .none
            }
            // RFC 9110 §6.4.1.
            guard ![204, 205, 304].contains(status) || (object["body"] ?? .null) == .null else {
                throw invalid("an answer of status \(status) has no body")
            }
            return .answer(Answer(status: status, headers: try headers(object["headers"]), body: object["body"]))
        }
    }

    private static func headers(_ value: JSONValue?) throws(ControlError) -> [Header] {
        guard let value, value != .null else { return [] }
        guard let object = value.object else { throw invalid("headers is an object of texts") }
        var headers: [Header] = []
        for (name, value) in object.members {
            guard isToken(name), let text = value.string, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw invalid("headers is an object of texts, of visible ASCII")
            }
            guard !reserved.contains(name.lowercased()) else {
                throw invalid("the header \(name) is the server's own")
            }
            headers.append(Header(name, text))
        }
        return headers
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    private static func invalid(_ description: String) -> ControlError { ControlError(.invalidRequest, description) }

    /// The rule in the form that `init(json:)` reads.
    package var json: JSONValue {
        var object: JSONObject = ["method": method.map(JSONValue.string) ?? .null, "path": .string(path.text)]
        if delay > 0 { object["delay_ms"] = .integer(delay) }
        switch outcome {
        case .none: break
        case .drop: object["drop"] = true
        case .malformed(let status):
            object["malformed"] = true
            object["status"] = .integer(Int64(status))
        case .answer(let answer):
            object["status"] = .integer(Int64(answer.status))
            if !answer.headers.isEmpty {
                object["headers"] = .object(JSONObject(answer.headers.map { ($0.name, .string($0.value)) }))
            }
            object["body"] = answer.body
        }
        return .object(object)
    }
}
