import JSON

/// The JSON Schema (2020-12) of an object with exactly these properties.
func objectSchema(_ properties: JSONObject, required: [String]) -> JSONValue {
    [
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "properties": .object(properties), "required": .strings(required), "additionalProperties": false,
    ]
}
