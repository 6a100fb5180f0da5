import Testing

@testable import Packets

@Suite struct TcpdumpTextTests {
    static let flagSets: [(TcpdumpText.Options, [String])] = [
        (.init(), []),
        (.init(showsLinkHeader: true), ["-e"]),
        (.init(absoluteSequenceNumbers: true), ["-S"]),
    ]

    @Test(arguments: 0..<3)
    func `Ethernet frames are printed as tcpdump prints them`(flags: Int) throws {
        let differences = try Tcpdump.differences(GoldenFrames.ethernet, Self.flagSets[flags].0, Self.flagSets[flags].1)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: 0..<3)
    func `packets of a TUN device are printed as tcpdump prints them`(flags: Int) throws {
        let differences = try Tcpdump.differences(GoldenFrames.raw, Self.flagSets[flags].0, Self.flagSets[flags].1)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: 0..<3)
    func `cooked frames are printed as tcpdump prints them`(flags: Int) throws {
        let differences = try Tcpdump.differences(GoldenFrames.linuxSLL, Self.flagSets[flags].0, Self.flagSets[flags].1)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: 0..<2)
    func `frames cut anywhere by the capture are printed as tcpdump prints them`(flags: Int) throws {
        let cut = GoldenFrames.ethernet.flatMap { name, frame in
            (1..<frame.bytes.count).map { length in
                (name: "\(name), \(length) bytes", frame: Frame(bytes: Array(frame.bytes.prefix(length)), originalLength: frame.bytes.count))
            }
        }
        let differences = try Tcpdump.differences(cut, Self.flagSets[flags].0, Self.flagSets[flags].1)
        #expect(differences.isEmpty, "\(differences.count) of \(cut.count)\n\(differences.prefix(40).joined(separator: "\n"))")
    }
}
