/// The programs of an ipip tunnel's ``FastPath``, for one tunnel each.
///
/// They do what ``RelayLoop`` does, for packets with nothing unusual about them. All others they leave to it, untouched: each
/// such reason ends in "pass".
struct TunnelPrograms {
    /// What a program answers: enum tcx_action_base.
    enum Answer {
        /// As if there were no program.
        static let pass: Int32 = -1
        static let drop: Int32 = 2
    }

    /// Where a packet's description has what: struct __sk_buff.
    enum Field {
        static let length: Int16 = 0
        static let kind: Int16 = 4
        static let `protocol`: Int16 = 16
        static let note: Int16 = 44
        static let segments: Int16 = 164
        static let segmentSize: Int16 = 176
    }

    /// Written into a packet's tc_index, which is free for uses of this kind and seen nowhere.
    enum Note {
        /// A copy, which is there to be seen on the device and goes no further.
        static let copy: Int32 = 0x5743
        /// Came out of a tunnel in a long packet: the kernel still counts the headers that it had, and adds no others to it.
        static let opened: Int32 = 0x574f
    }

    /// Where a route lookup has what: struct bpf_fib_lookup, of 64 bytes.
    enum Lookup {
        static let family: Int16 = 0
        static let length: Int16 = 6
        static let link: Int16 = 8
        static let source: Int16 = 16
        static let destination: Int16 = 32
        static let size = 64
        /// Of nobody's neighbour is asked: that is resolved when the packet is sent.
        static let skipNeighbour: Int32 = 4
        /// From here, and by the link that is named; otherwise as if it came in by that.
        static let output: Int32 = 2
    }

    /// AF_INET, and IP protocol 4 beside it.
    static let familyAndProtocol: Int32 = 0x0402
    /// ETH_P_IP, as it lies in memory.
    static let ipv4 = Int32(UInt16(0x0800).bigEndian)
    static let header = Int32(IPv4Bytes.headerLength)

    let local: UInt32
    let remote: UInt32?
    let ttl: UInt8?
    /// The index of the tunnel's device.
    let tunnel: Int32
    /// ``FastPathMemory``'s.
    let memory: Int32

    /// `nil` for tunnels that only the relay serves: without a source address of their own, bound to a link, or which let
    /// packets be cut into fragments.
    init?(_ settings: RelaySettings, tunnel: Int32, memory: Int32) {
        guard let local = settings.local, settings.neverFragments, settings.device == nil else { return nil }
        (self.local, self.remote, self.ttl, self.tunnel, self.memory) = (local, settings.remote, settings.ttl, tunnel, memory)
    }

    /// For the device: of a copy one byte is to be read, of everything else all. So the relay need not copy what it throws
    /// away, and what else it reads is never that short.
    static var copies: [UInt64] {
        var code = BPFAssembly()
        let copy = code.label()
        code.load(.r2, .r1, Field.note, .word)
        code.jump(copy, if: .r2, .equal, Note.copy)
        code.end(-1)
        code.place(copy)
        code.end(1)
        return code.instructions
    }
}

/// What both directions have in common.
extension BPFAssembly {
    /// Goes on only with IPv4, and while the gate is open. The packet's description is in r6 then, the memory in r7.
    mutating func begin(_ programs: TunnelPrograms, otherwise pass: Label) {
        set(.r6, .r1)
        address(.r7, ofMemory: programs.memory)
        load(.r2, .r7, FastPathMemory.Place.gate.rawValue, .double)
        jump(pass, if: .r2, .equal, 0)
        load(.r2, .r6, TunnelPrograms.Field.protocol, .word)
        jump(pass, if: .r2, .unequal, TunnelPrograms.ipv4)
    }

    /// Copies bytes of the packet to the stack.
    mutating func loadBytes(at offset: Int32, _ count: Int32, to place: Int16, otherwise: Label) {
        set(.r1, .r6)
        set(.r2, offset)
        set(.r3, .stack)
        add(.r3, Int32(place))
        set(.r4, count)
        call(.loadBytes)
        jump(otherwise, if: .r0, .unequal, 0)
    }

    /// Leaves the sum of an IPv4 header on the stack in r0, in 16 bits.
    mutating func sumHeader(at place: Int16) {
        set(.r1, 0)
        set(.r2, 0)
        set(.r3, .stack)
        add(.r3, Int32(place))
        set(.r4, TunnelPrograms.header)
        set(.r5, 0)
        call(.sumDifference)
        for _ in 0..<2 {
            set(.r1, .r0)
            shiftRight(.r1, 16)
            and(.r0, 0xffff)
            add(.r0, .r1)
        }
    }

    /// Adds room between the link's header and the packet, or takes it away, and leaves the size of segments as it is.
    mutating func adjustRoom(_ bytes: Int32, _ flags: Int32 = 0) {
        set(.r1, .r6)
        set(.r2, bytes)
        set(.r3, 1)  // BPF_ADJ_ROOM_MAC
        set(.r4, 1 | flags)  // BPF_F_ADJ_ROOM_FIXED_GSO
        call(.adjustRoom)
    }

    /// Counts a packet, whose length is in r1.
    mutating func count(packets: FastPathMemory.Place, bytes: FastPathMemory.Place) {
        addAtomically(.r1, .r7, bytes.rawValue)
        set(.r1, 1)
        addAtomically(.r1, .r7, packets.rawValue)
    }
    /// Ends with what register 0 has, and puts the two other ways out behind that.
    mutating func end(pass: Label, drop: Label) {
        end()
        place(pass)
        end(TunnelPrograms.Answer.pass)
        place(drop)
        end(TunnelPrograms.Answer.drop)
    }
}
