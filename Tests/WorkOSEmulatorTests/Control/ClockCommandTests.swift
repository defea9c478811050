import JSON
import OAuth
import Testing
import WorkOSEmulator

@Suite("What the clock is told")
struct ClockCommandTests {
    @Test(
        "each command",
        arguments: [
            (#"{"freeze":true}"#, ClockCommand.freeze(at: nil)),
            (#"{"freeze":"2026-01-15T12:00:00Z"}"#, .freeze(at: Timestamp(seconds: 1_768_478_400))),
            (#"{"set":"2026-01-15T14:00:00+02:00"}"#, .set(Timestamp(seconds: 1_768_478_400))),
            (#"{"advance":90}"#, .advance(seconds: 90)),
            (#"{"advance":"90s"}"#, .advance(seconds: 90)),
            (#"{"advance":"10m"}"#, .advance(seconds: 600)),
            (#"{"advance":"1h30m"}"#, .advance(seconds: 5400)),
            (#"{"advance":"1w2d"}"#, .advance(seconds: 777_600)),
            (#"{"resume":true}"#, .resume),
        ])
    func commands(text: String, expected: ClockCommand) throws {
        #expect(try ClockCommand(json: JSONParser.parse(text)) == expected)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "null", "[]", "{}", #"{"freeze":false}"#, #"{"freeze":null}"#, #"{"freeze":"tomorrow"}"#, #"{"set":true}"#,
            #"{"set":"2026-13-01T00:00:00Z"}"#, #"{"advance":1.5}"#, #"{"advance":"10"}"#, #"{"advance":"m"}"#,
            #"{"advance":""}"#, #"{"advance":"10m5"}"#, #"{"advance":"-5m"}"#, #"{"advance":"٣m"}"#,
            #"{"advance":"99999999999999999999s"}"#, #"{"advance":"9223372036854775807w"}"#,
            #"{"advance":"9223372036854775807s1s"}"#, #"{"resume":false}"#, #"{"rewind":5}"#,
            #"{"advance":5,"resume":true}"#,
        ])
    func refused(text: String) throws {
        let json = try JSONParser.parse(text)
        #expect(throws: ControlError(.invalidRequest, "")) { try ClockCommand(json: json) }
    }
}
