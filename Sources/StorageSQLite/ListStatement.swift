internal import GRDB

/// The rows of a list, in the order of their positions.
struct ListStatement {
    private let source: String
    private let columns: String
    private let position: String
    private var conditions: [String] = []
    private(set) var arguments: [Database.Argument] = []

    /// - Parameters:
    ///   - source: the table, or a join of tables.
    ///   - columns: what is read of a row.
    ///   - position: the column that orders the list, by which the source has an index.
    init(_ source: String, columns: String = "*", position: String) {
        self.source = source
        self.columns = columns
        self.position = position
    }

    mutating func add(_ condition: String, _ arguments: [Database.Argument]) {
        conditions.append(condition)
        self.arguments += arguments
    }

    /// The rows on one side of a position, the nearest one first. Further arguments: the position, and the limit.
    func rows(rising: Bool) -> String {
        """
        SELECT \(columns) FROM \(source) WHERE \(all) \(position) \(rising ? ">" : "<") ?
        ORDER BY \(position) \(rising ? "ASC" : "DESC") LIMIT ?
        """
    }

    /// Whether there is a row at a position or on one side of it. Further argument: the position.
    func existence(rising: Bool) -> String {
        "SELECT 1 FROM \(source) WHERE \(all) \(position) \(rising ? ">=" : "<=") ? LIMIT 1"
    }

    private var all: String { conditions.map { "\($0) AND " }.joined() }
}
