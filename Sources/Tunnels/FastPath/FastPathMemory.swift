import CLinux
import Glibc
import Namespaces

/// What the programs of a ``FastPath`` share with this process: whether they are to do anything, and what they have done.
///
/// Written by several at once, each word by one instruction that nothing divides: the gate by this process alone, everything
/// else by the programs alone. That is why it may be shared, unchecked.
final class FastPathMemory: @unchecked Sendable {
    /// Where things are, in bytes.
    enum Place: Int16, CaseIterable {
        case gate = 0, identification = 8
        case sentPackets = 16, sentBytes = 24, receivedPackets = 32, receivedBytes = 40
    }

    private static let size = UInt32(Place.allCases.count * 8)

    private let descriptor: Descriptor
    private let base: UnsafeMutableRawPointer

    init() throws(SystemError) {
        descriptor = try Descriptor(clinux_bpf_memory(Self.size), from: "bpf", "memory of a tunnel's programs")
        guard let base = clinux_bpf_map(descriptor.number, Self.size) else { throw SystemError("mmap") }
        self.base = base
        base.storeBytes(of: .random(in: 1...UInt64(UInt16.max)), toByteOffset: Int(Place.identification.rawValue), as: UInt64.self)
    }

    deinit { clinux_bpf_unmap(base, Self.size) }

    /// For ``BPFAssembly/address(_:ofMemory:)``.
    var number: Int32 { descriptor.number }

    /// Whether the programs touch any packet. Closed at first.
    var isOpen: Bool {
        get { self[.gate] != 0 }
        set { base.storeBytes(of: newValue ? 1 : 0, toByteOffset: Int(Place.gate.rawValue), as: UInt64.self) }
    }

    /// What the programs have carried.
    var statistics: RelayStatistics {
        var statistics = RelayStatistics()
        statistics.sentPackets = self[.sentPackets]
        statistics.sentBytes = self[.sentBytes]
        statistics.receivedPackets = self[.receivedPackets]
        statistics.receivedBytes = self[.receivedBytes]
        return statistics
    }

    private subscript(place: Place) -> UInt64 { base.load(fromByteOffset: Int(place.rawValue), as: UInt64.self) }
}
