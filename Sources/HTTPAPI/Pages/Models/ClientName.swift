/// A client's name as a person is shown it.
enum ClientName {
    static func shown(_ name: String) -> String { DisplayText.clean(name) ?? "An application without a name" }
}
