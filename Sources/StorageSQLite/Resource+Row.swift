internal import GRDB
internal import JSON
internal import OAuth
internal import Storage

extension Resource {
    /// What may change about a resource, as its row has it.
    var columns: ColumnValues {
        [
            "fields": JSONValue.object(fields).serializedString(),
            "hidden": hidden.isEmpty ? "{}" : JSONValue.object(hidden).serializedString(),
            "unique_keys": uniqueKeys.columnText,
            "tags": tags.columnText, "parents": JSONText.list(parents), "expires_at": expiresAt?.milliseconds,
            "updated_at": updatedAt.milliseconds,
        ]
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.value("id"), kind: try row.value("kind"), fields: try row.object("fields"),
            hidden: try row.object("hidden"), uniqueKeys: try row.keys("unique_keys"), tags: try row.keys("tags"),
            parents: try row.texts("parents"), expiresAt: try row.optionalTimestamp("expires_at"),
            createdAt: try row.timestamp("created_at"), updatedAt: try row.timestamp("updated_at"),
            version: try row.value("version"))
    }

    /// - Throws: `unstorableText` when a text by which it is found has a NUL. Others are in JSON, which has none.
    func checkTexts() throws(StorageError) {
        func check(_ text: String) throws(StorageError) {
            if text.utf8.contains(0) { throw StorageError(.unstorableText, "a text has a NUL") }
        }
        try check(id)
        try check(kind)
        for key in uniqueKeys {
            try check(key.name)
            try check(key.value)
        }
        for tag in tags {
            try check(tag.name)
            try check(tag.value)
        }
        for parent in parents { try check(parent) }
    }
}

extension [ResourceKey] {
    /// The keys as a JSON array of pairs.
    var columnText: String {
        isEmpty ? "[]" : JSONValue.array(map { .strings([$0.name, $0.value]) }).serializedString()
    }
}

extension Row {
    fileprivate func object(_ column: String) throws -> JSONObject {
        let text: String = try value(column)
        // What a request may nest, and what is put around it.
        guard let object = (try? JSONParser.parse(text, maximumDepth: 256))?.object else {
            throw corrupt(column, "object")
        }
        return object
    }

    fileprivate func keys(_ column: String) throws -> [ResourceKey] {
        let text: String = try value(column)
        guard let pairs = (try? JSONParser.parse(text))?.array else { throw corrupt(column, "keys") }
        return try pairs.map { pair in
            guard let texts = pair.strings, texts.count == 2 else { throw corrupt(column, "keys") }
            return ResourceKey(texts[0], texts[1])
        }
    }
}
