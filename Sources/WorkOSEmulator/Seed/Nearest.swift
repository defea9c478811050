/// Finds the word that somebody meant.
package enum Nearest {
    /// The known word that a mistyped one is nearest to, if it is near enough: by letters that are missing, added, other or
    /// swapped, whatever their case.
    package static func word(to typed: String, among known: [String]) -> String? {
        guard typed.utf8.count <= 64 else { return nil }
        let limit = max(1, typed.count / 3)
        let near = known.map { ($0, distance(Array(typed.lowercased()), Array($0.lowercased()))) }
            .filter { $0.1 <= limit }
        return near.min { $0.1 < $1.1 }?.0
    }

    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (character == other ? 0 : 1))
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
