import Foundation
import Testing

extension EndToEnd {
    @Suite("What a lab expects of a node is compared with what its kernel holds", .serialized)
    struct ExpectationTests {
        @Test("a link that is there anyway has an MTU, an address and a state, and what differs is told as it is")
        func link() throws {
            let folder = try LabFolder()
            func test(_ expected: String) throws -> Program.Outcome {
                let lab = """
                    import Warren
                    let a = Host("a", "10.0.0.1/24")
                    Lab("links") {
                        Segment("net") { a }
                        a { Link("eth0", mtu: 1400, mac: "02:00:00:00:00:77") }
                        Expect(a) { \(expected) }
                    }
                    """
                return try warren("test", folder.write(lab))
            }
            let right = try test(#"Link("eth0", mtu: 1400, mac: "02:00:00:00:00:77", .up); Link("eth0", .up)"#)
            #expect(right.status == 0, "\(right)")
            for wrong in ["mtu: 1500", #"mac: "02:00:00:00:00:78""#, ".down"] {
                let outcome = try test(#"Link("eth0", \#(wrong))"#)
                #expect(outcome.status == 1 && outcome.output.contains("eth0 mtu 1400 address 02:00:00:00:00:77 up"), "\(outcome)")
            }
        }
    }
}
