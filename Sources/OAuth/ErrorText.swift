/// The characters that the description of an error may have.
package enum ErrorText {
    /// RFC 6749 §5.2 and RFC 6750 §3: %x20-21 / %x23-5B / %x5D-7E; everything else becomes an apostrophe.
    package static func ascii(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte in
                (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                    ? byte : UInt8(ascii: "'")
            }, as: UTF8.self)
    }
}
