internal import CQREncode
internal import OAuth

/// A QR code (ISO/IEC 18004) of a text, with error correction of level M.
package struct QRCode: Sendable {
    /// How many modules a side has.
    package let width: Int
    /// Which modules are dark, row by row.
    package let modules: [Bool]

    /// - Returns: `nil` for an empty text, and for one that is too long.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, let code = QRcode_encodeData(CInt(bytes.count), bytes, 0, QR_ECLEVEL_M) else {
            return nil
        }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        self.width = width
        modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width).map { $0 & 1 == 1 }
    }

    /// The picture as a URL that holds it whole.
    /// - Parameters:
    ///   - scale: the pixels of a module's side.
    ///   - margin: the modules around it that stay light; ISO/IEC 18004 asks for four.
    package func dataURI(scale: Int = 6, margin: Int = 4) -> String {
        let side = width + 2 * margin
        let rows = (0..<side).map { row in
            (0..<side).map { column in isDark(row - margin, column - margin) }
        }
        return "data:image/png;base64," + Base64.encode(PNG.encode(rows, scale: scale), .standard)
    }

    private func isDark(_ row: Int, _ column: Int) -> Bool {
        (0..<width).contains(row) && (0..<width).contains(column) && modules[row * width + column]
    }
}
