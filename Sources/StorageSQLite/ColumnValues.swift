internal import GRDB

/// Names of columns with their values, in order.
struct ColumnValues: ExpressibleByDictionaryLiteral {
    private(set) var names: [String]
    private(set) var values: [Database.Argument]

    init(dictionaryLiteral elements: (String, Database.Argument)...) {
        names = elements.map(\.0)
        values = elements.map(\.1)
    }

    static func + (left: ColumnValues, right: ColumnValues) -> ColumnValues {
        var sum = left
        sum.names += right.names
        sum.values += right.values
        return sum
    }
}
