import OAuth
import Testing

@Suite("Times that no calendar has")
struct FarTimestampTests {
    @Test("arithmetic ends at the farthest moment instead of trapping", arguments: [Int64.min, -1, 0, 1, .max])
    func arithmetic(milliseconds: Int64) {
        let moment = Timestamp(milliseconds: milliseconds)
        for seconds in [Int64.min, -1, 0, 1, .max] {
            let sum = moment.adding(seconds: seconds)
            #expect(seconds < 0 ? sum <= moment : sum >= moment)
        }
        #expect(moment.seconds <= milliseconds / 1000)
        #expect(Timestamp(seconds: milliseconds).seconds == milliseconds || abs(milliseconds / 2) > 1 << 50)
        #expect(!moment.rfc3339.isEmpty)
    }

    @Test("whole seconds are rounded down, also before 1970")
    func floor() {
        #expect(Timestamp(milliseconds: -1).seconds == -1)
        #expect(Timestamp(milliseconds: -1000).seconds == -1)
        #expect(Timestamp(milliseconds: -1001).seconds == -2)
        #expect(Timestamp(milliseconds: 1999).seconds == 1)
    }
}
