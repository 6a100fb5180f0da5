/// What takes bytes from outside, and must neither crash nor hang nor let anything through that does harm.
///
/// `make fuzz` lets libFuzzer look for such bytes, guided by what they reach; the tests go through what it has found,
/// Tests/Corpus, and through changes of it.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// A captured frame: the first byte chooses the link type.
    case packet
    /// A pcapng file.
    case pcapng
    /// What a netlink socket received.
    case netlink
    /// A portable lab.
    case document
    /// Decisions by which ``LabMutation`` changes a lab: what is JSON still, and mostly a lab.
    case lab
    /// The names and texts of a lab.
    case name

    /// Traps if anything is wrong.
    public func run(_ bytes: [UInt8]) {
        switch self {
        case .packet: PacketFuzzing.dissect(bytes)
        case .pcapng: PacketFuzzing.read(bytes)
        case .netlink: bytes.withUnsafeBytes { NetlinkFuzzing.decode($0) }
        case .document: LabFuzzing.load(bytes)
        case .lab: LabFuzzing.mutate(bytes)
        case .name: LabFuzzing.name(bytes)
        }
    }
}
