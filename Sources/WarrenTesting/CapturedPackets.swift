import Capturing
import Planning
import Warren

/// The packets that passed some links of a lab, in the order of time; matched by the patterns of the vocabulary.
///
///     let packets = try await lab.capture(on: host2["eth0"]) {
///         _ = try await lab.ping(from: podA, to: podB)
///     }
///     #expect(try packets.contain(IPv4(from: host1, to: host2) / IPv4(from: podA, to: podB)))
///     #expect(try packets.count(of: VXLAN(vni: 100)) == 0)
public struct CapturedPackets: Sendable, RandomAccessCollection {
    private let packets: [CapturedPacket]
    /// The stage's at which they were captured.
    private let names: ProbeResolver

    init(_ packets: [CapturedPacket], names: ProbeResolver) {
        self.packets = packets
        self.names = names
    }

    public var startIndex: Int { packets.startIndex }
    public var endIndex: Int { packets.endIndex }
    public subscript(position: Int) -> CapturedPacket { packets[position] }

    /// Those of this shape, on this link or, if it is `nil`, on any.
    ///
    /// - Throws: ``LabError`` for a pattern that speaks of what the lab does not have.
    public func matching(
        _ pattern: some PatternConvertible, on link: LinkReference? = nil, file: String = #filePath, line: Int = #line
    ) throws -> CapturedPackets {
        let source = SourceLocation(file: file, line: line)
        do {
            try names.requireLinks(link.map { [$0] } ?? [], at: source)
            let wanted = try names.pattern(pattern.pattern, at: source)
            return CapturedPackets(packets.filter { (link == nil || $0.link == link) && wanted.matches($0.dissection) }, names: names)
        } catch {
            throw LabError.of(error)
        }
    }

    /// How many are of this shape.
    public func count(
        of pattern: some PatternConvertible, on link: LinkReference? = nil, file: String = #filePath, line: Int = #line
    ) throws -> Int {
        try matching(pattern, on: link, file: file, line: line).count
    }

    /// Whether any is of this shape.
    public func contain(
        _ pattern: some PatternConvertible, on link: LinkReference? = nil, file: String = #filePath, line: Int = #line
    ) throws -> Bool {
        try count(of: pattern, on: link, file: file, line: line) > 0
    }
}

extension CapturedPackets: CustomStringConvertible {
    /// A line for each packet: its link, and the packet as tcpdump prints it.
    public var description: String { packets.isEmpty ? "no packets" : packets.map(\.description).joined(separator: "\n") }
}
