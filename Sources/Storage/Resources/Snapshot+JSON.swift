package import JSON
internal import OAuth

extension Snapshot {
    /// The snapshot as JSON, which `init(json:)` reads.
    package var json: JSONValue {
        [
            "schema": .string(schema),
            "tables": .array(
                tables.map { table in
                    [
                        "name": .string(table.name), "columns": .strings(table.columns),
                        "rows": .array(table.rows.map { .array($0.map(\.json)) }),
                    ]
                }),
        ]
    }

    /// - Returns: `nil` when it has not the form that `json` gives.
    package init?(json: JSONValue) {
        guard let schema = json["schema"]?.string, let tables = json["tables"]?.array else { return nil }
        self.init(schema: schema, tables: [])
        for table in tables {
            guard let name = table["name"]?.string, let columns = table["columns"]?.strings,
                let rows = table["rows"]?.array
            else { return nil }
            var cells: [[Cell]] = []
            cells.reserveCapacity(rows.count)
            for row in rows {
                guard let values = row.array else { return nil }
                var rowCells: [Cell] = []
                rowCells.reserveCapacity(values.count)
                for value in values {
                    guard let cell = Cell(json: value) else { return nil }
                    rowCells.append(cell)
                }
                cells.append(rowCells)
            }
            self.tables.append(Table(name: name, columns: columns, rows: cells))
        }
    }
}

extension Snapshot.Cell {
    /// What readers of JSON that know only doubles keep exactly (RFC 8259 §6).
    private static let exact: ClosedRange<Int64> = -0x1F_FFFF_FFFF_FFFF...0x1F_FFFF_FFFF_FFFF

    fileprivate var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let value): Self.exact.contains(value) ? .integer(value) : ["i": .string(String(value))]
        case .text(let value): .string(value)
        case .blob(let bytes): ["b": .string(Base64.encode(bytes, .url))]
        }
    }

    fileprivate init?(json: JSONValue) {
        switch json {
        case .null: self = .null
        case .integer(let value): self = .integer(value)
        case .string(let value): self = .text(value)
        case .object(let object) where object.count == 1:
            if let bytes = object["b"]?.string.flatMap({ Base64.decode($0, .url) }) {
                self = .blob(bytes)
            } else if let value = object["i"]?.string.flatMap({ Int64($0) }) {
                self = .integer(value)
            } else {
                return nil
            }
        default: return nil
        }
    }
}
