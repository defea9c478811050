extension StringProtocol {
    /// Whether the text is, but for the case of ASCII letters, the given one, which must be in lower case.
    func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        guard utf8.count == lowercase.utf8CodeUnitCount else { return false }
        var pointer = lowercase.utf8Start
        for byte in utf8 {
            let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            guard folded == pointer.pointee else { return false }
            pointer += 1
        }
        return true
    }
}
