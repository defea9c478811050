internal import CZlib

/// Pictures in black and white (PNG, ISO/IEC 15948), of one bit for each pixel.
enum PNG {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// - Parameters:
    ///   - rows: which pixels are black; all rows are as long.
    ///   - scale: how many times each pixel is repeated, both ways.
    static func encode(_ rows: [[Bool]], scale: Int) -> [UInt8] {
        var lines: [UInt8] = []
        for row in rows {
            let line = packed(row, scale: scale)
            for _ in 0..<scale {
                // No filter.
                lines.append(0)
                lines += line
            }
        }
        let size = word((rows.first?.count ?? 0) * scale) + word(rows.count * scale)
        // One bit of grey for each pixel, and the only methods there are; not interlaced.
        return signature + chunk("IHDR", size + [1, 0, 0, 0, 0]) + chunk("IDAT", compressed(lines)) + chunk("IEND", [])
    }

    /// Eight pixels in a byte, the leftmost in the highest bit; a set bit is white.
    private static func packed(_ row: [Bool], scale: Int) -> [UInt8] {
        var line = [UInt8](repeating: 0, count: (row.count * scale + 7) / 8)
        for (index, isBlack) in row.enumerated() where !isBlack {
            for pixel in index * scale..<(index + 1) * scale { line[pixel / 8] |= 0x80 >> (pixel % 8) }
        }
        return line
    }

    private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var count = compressBound(uLong(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(count)) { output, written in
            // It fails only for want of space, and there is enough.
            let result = compress2(output.baseAddress, &count, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
            written = result == Z_OK ? Int(count) : 0
        }
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return word(data.count) + body + word(Int(crc32(0, body, uInt(body.count))))
    }

    private static func word(_ value: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).bigEndian) { Array($0) }
    }
}
