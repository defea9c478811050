import JSON
import TestSupport
import Testing

@Suite("The JSON reader and writer, on generated texts")
struct PropertyTests {
    @Test("What the writer wrote the reader reads as an equal value", arguments: UInt64(1)...4)
    func roundTrip(seed: UInt64) throws {
        var generated = GeneratedJSON(chance: Repeatable(seed: seed))
        for _ in 0..<1500 {
            let value = generated.value()
            let text = value.serialized()
            let read = try JSONParser.parse(text)
            #expect(read == value)
            #expect(read.hashValue == value.hashValue)
            #expect(read.serialized() == text)
        }
    }

    @Test("No damaged text stops the process, and one that is read survives being written", arguments: UInt64(1)...4)
    func damaged(seed: UInt64) throws {
        var generated = GeneratedJSON(chance: Repeatable(seed: 100 + seed))
        var (read, refused) = (0, 0)
        for _ in 0..<6000 {
            let text = generated.damaged(generated.value().serialized())
            guard let value = try? JSONParser.parse(text) else {
                refused += 1
                continue
            }
            read += 1
            let written = value.serialized()
            #expect(try JSONParser.parse(written) == value)
            #expect(try JSONParser.parse(written).serialized() == written)
        }
        // Neither side may be empty, or this would prove nothing.
        #expect(read > 500)
        #expect(refused > 500)
    }
}
