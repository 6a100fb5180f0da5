import Findings
import Planning
import Testing
import Warren

@Suite struct MeasuredPingTests {
    private func title(_ ping: Ping) throws -> String {
        let check = try #require(try Plan(pair { ping }).stages[0].checks.first)
        guard case .ping(let found) = check else { return "" }
        return PingSubject(found).name
    }

    @Test func `a measured ping says its bounds`() throws {
        #expect(try title(Ping(from: podA, to: podB, count: 300).loses(8...32)) == "pod-a loses 8 to 32 % of 300 to pod-b")
        #expect(try title(Ping(from: podA, to: podB).takes(.milliseconds(50) ... .microseconds(90_500))) == "pod-a reaches pod-b in 50 to 90.5 ms")
    }

    @Test func `bounds that nothing can keep are told`() {
        let much = Ping(from: podA, to: podB).loses(0...101)
        #expect(faults { much } == ["\(much.source.line): the share that is lost is outside of 0 to 100 percent"])
        let never = Ping(from: podA, to: podB).takes(.zero ... .milliseconds(1)).fails()
        #expect(faults { never } == ["\(never.source.line): what is not answered takes no time; expected .takes without .fails"])
        let long = Ping(from: podA, to: podB).takes(.zero ... .seconds(3601))
        #expect(faults { long } == ["\(long.source.line): the round trip is outside of 0 to one hour"])
    }
}
