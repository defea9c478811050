import AuthorizationServer
import TestSupport
import Testing

@Suite("Pages: interactions as text")
struct PageInteractionTests {
    @Test(
        "an interaction is read back as it was written",
        arguments: [
            Interaction.authorize(query: "client_id=c&state=%26"), .authorize(query: ""), .authorize(query: "a?b"),
            .device(userCode: nil), .device(userCode: "BCDF-GHJK"), .device(userCode: "a b&c=é"),
            .device(userCode: "x", organizationID: "org_1"), .device(userCode: nil, organizationID: "org_1"),
        ])
    func roundTrip(interaction: Interaction) {
        #expect(Interaction(location: interaction.location) == interaction)
    }

    @Test("choosing again takes the place of the first choice")
    func choosing() {
        let chosen = Interaction.authorize(query: "a=1").choosing(organizationID: "x&y").choosing(organizationID: "z")
        #expect(chosen == .authorize(query: "a=1&organization_id=z"))
        let device = Interaction.device(userCode: "c").choosing(organizationID: "x").choosing(organizationID: "z")
        #expect(device == .device(userCode: "c", organizationID: "z"))
    }

    @Test("whatever a form says, an interaction stays at this server's two pages and in one header line")
    func generated() {
        let pieces = [
            "/oauth2/authorize", "/oauth2/device", "?", "#", "\r\n", "//", "https://evil.example", "user_code=",
            "organization_id=", "%", "%0D%0A", "&", "é", " ", "\0", "..", "a",
        ]
        var generator = Repeatable(seed: 11)
        var readable = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...6, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let interaction = Interaction(location: text) else { continue }
            readable += 1
            for location in [interaction.location, interaction.choosing(organizationID: text).location] {
                #expect(location.hasPrefix("/oauth2/authorize?") || location.utf8.starts(with: "/oauth2/device".utf8))
                #expect(location.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
            }
            #expect(Interaction(location: interaction.location) == interaction)
        }
        #expect(readable > 100)
    }
}
