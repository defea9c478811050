import JSON

extension FuzzTarget {
    /// The JSON reader.
    static let json = FuzzTarget(name: "json") { bytes in
        guard let value = try? JSONParser.parse(bytes) else { return }
        let written = value.serialized()
        guard let again = try? JSONParser.parse(written) else { fatalError("what was written cannot be read") }
        require(again == value, "what was written reads as another value")
        require(again.serialized() == written, "writing is not stable")
    }
}
