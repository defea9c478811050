import OAuth
import Testing

@Suite("RFC 6749 §3.3: scopes")
struct ScopeSetTests {
    @Test("Order is kept, repetition is dropped, case matters")
    func list() throws {
        let scopes = try #require(ScopeSet(parameter: "b a B b a"))
        #expect(scopes.values == ["b", "a", "B"])
        #expect(scopes.parameter == "b a B")
        #expect(scopes.contains("B"))
        #expect(!scopes.contains("A"))
    }

    @Test("Text without a scope gives none", arguments: ["", " ", "   "])
    func none(text: String) throws {
        let scopes = try #require(ScopeSet(parameter: text))
        #expect(scopes == .none)
        #expect(scopes.isEmpty)
        #expect(scopes.parameter == "")
    }

    @Test("scope-token = 1*( %x21 / %x23-5B / %x5D-7E ): every byte", arguments: UInt8(0)...0x7F)
    func everyByte(byte: UInt8) {
        let text = String(Unicode.Scalar(byte))
        let allowed = (0x21...0x7E).contains(byte) && byte != 0x22 && byte != 0x5C
        #expect((ScopeSet(validating: [text]) != nil) == allowed)
        #expect((ScopeSet(validating: ["a\(text)"]) != nil) == allowed)
    }

    @Test(
        "A token of an array is one scope: it may be neither empty nor hold a space",
        arguments: ["", " ", "a b", "a ", "é"])
    func arrayElement(element: String) {
        #expect(ScopeSet(validating: ["ok", element]) == nil)
    }

    @Test("Supersets")
    func superset() throws {
        let scopes = try #require(ScopeSet(parameter: "a b c"))
        #expect(scopes.isSuperset(of: .none))
        #expect(scopes.isSuperset(of: try #require(ScopeSet(parameter: "c a"))))
        #expect(scopes.isSuperset(of: scopes))
        #expect(!scopes.isSuperset(of: try #require(ScopeSet(parameter: "a d"))))
        #expect(!ScopeSet.none.isSuperset(of: scopes))
    }
}
