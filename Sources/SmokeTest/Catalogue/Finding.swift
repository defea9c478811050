/// What came of a check.
package enum Finding: Sendable, Hashable {
    /// The rule is kept; the note says how that was seen, where it matters.
    case passed(note: String? = nil)
    /// The rule is broken.
    case failed(expected: String, got: String)
    /// The check could not be judged.
    case skipped(Skip)
}

/// Why a check could not be judged. Thrown by whatever a check needs and cannot have.
package struct Skip: Error, Sendable, Hashable {
    /// The check that judges the thing that was missing; `nil` when the person running the test left it out.
    package var premise: CheckID?
    package var reason: String

    package init(premise: CheckID?, reason: String) {
        self.premise = premise
        self.reason = reason
    }

    /// Another check's subject is broken, so that this one has nothing to stand on.
    static func unmet(_ premise: CheckID, _ reason: String) -> Skip { Skip(premise: premise, reason: reason) }

    /// Nothing is broken, as far as is known: the means were not given.
    static func notAsked(_ reason: String) -> Skip { Skip(premise: nil, reason: reason) }
}
