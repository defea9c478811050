internal import JSON

/// Lists and maps of texts in one column: JSON text, the same for equal values.
enum JSONText {
    static func list(_ texts: [String]) -> String {
        texts.isEmpty ? "[]" : JSONValue.strings(texts).serializedString()
    }

    static func map(_ texts: [String: String]) -> String {
        let members = texts.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
        return JSONValue.object(JSONObject(members)).serializedString()
    }

    /// `nil` when the text is not an array of strings.
    static func list(_ text: String) -> [String]? { (try? JSONParser.parse(text))?.strings }

    /// `nil` when the text is not an object whose members are strings.
    static func map(_ text: String) -> [String: String]? {
        guard let object = (try? JSONParser.parse(text))?.object else { return nil }
        var map: [String: String] = [:]
        for member in object.members {
            guard let text = member.value.string else { return nil }
            map[member.name] = text
        }
        return map
    }
}
