import Addresses
import CNetlink
import Glibc

/// Which class packets go to: `tc filter add dev LINK parent 1: protocol ip prio N u32 match … flowid 1:10`.
package struct QueueFilterEntry: Sendable, Hashable {
    package var link: String
    /// Filters are tried from the lowest on; each has its own, 1 to 65,535.
    package var priority: UInt16
    package var family: IPAddress.Family
    /// `nil`: any. Likewise what follows.
    package var from: Prefix?
    package var to: Prefix?
    /// Of what the packet carries: 6 TCP, 17 UDP, ….
    package var carried: UInt8?
    package var sourcePort: UInt16?
    /// Of packets whose IP header has no options.
    package var destinationPort: UInt16?
    /// The number of the class, or of the band counted from 1.
    package var target: UInt16

    package init(
        link: String, priority: UInt16, family: IPAddress.Family, from: Prefix? = nil, to: Prefix? = nil, carried: UInt8? = nil,
        sourcePort: UInt16? = nil, destinationPort: UInt16? = nil, target: UInt16
    ) {
        self.link = link
        self.priority = priority
        self.family = family
        self.from = from
        self.to = to
        self.carried = carried
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.target = target
    }
}

extension QueueFilterEntry: KernelObject {
    package static let noun = "filter"
    package static let plural = "filters"
    package static let notifications: Set<NotificationGroup> = [.queue]

    package static let fields = FieldTable<QueueFilterEntry>(
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0, "parent", "1:"] }),
        Field("family", reading: \.family, record: { .text($0 == .ipv4 ? "ipv4" : "ipv6") },
            says: { ["protocol", $0 == .ipv4 ? "ip" : "ipv6"] }),
        Field("priority", reading: \.priority, record: { FieldValue($0) }, says: { ["prio", "\($0)", "u32"] }),
        Field("from", reading: \.from, record: { $0.map { .text("\($0)") } })
            .said { filter in filter.from.map { ["match", filter.word, "src", "\($0)"] } ?? [] },
        Field("to", reading: \.to, record: { $0.map { .text("\($0)") } })
            .said { filter in filter.to.map { ["match", filter.word, "dst", "\($0)"] } ?? [] },
        Field("protocol", reading: \.carried, record: { $0.map { FieldValue($0) } })
            .said { filter in filter.carried.map { ["match", filter.word, "protocol", "\($0)", "0xff"] } ?? [] },
        Field("sourcePort", reading: \.sourcePort, record: { $0.map { FieldValue($0) } })
            .said { filter in filter.sourcePort.map { ["match", filter.word, "sport", "\($0)", "0xffff"] } ?? [] },
        Field("destinationPort", reading: \.destinationPort, record: { $0.map { FieldValue($0) } })
            .said { filter in
                let port = filter.destinationPort.map { ["match", filter.word, "dport", "\($0)", "0xffff"] } ?? []
                // A filter without a condition is for every packet.
                return filter.keys.isEmpty ? ["match", "u32", "0", "0"] : port
            },
        Field("target", reading: \.target, record: { FieldValue($0) }, says: { ["flowid", QueueClassEntry.text($0)] }))

    private var word: String { family == .ipv4 ? "ip" : "ip6" }

    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [QueueFilterEntry] {
        var found: [QueueFilterEntry] = []
        for queue in try RootQueue.all(in: reader) {
            switch queue.manner {
            case .htb, .prio: break
            case .fqCodel, .sfq: continue
            }
            let index = try reader.names.index(of: queue.link)
            found += try reader.socket.dump(Int(RTM_GETTFILTER), tcmsg(link: index, parent: RootQueue.handle)) { filters, payload in
                if let entry = QueueFilterEntry(payload: payload, link: queue.link) { filters.append(entry) }
            }
        }
        return found
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        batch.append { writer in
            writer.message(type: Int(RTM_NEWTFILTER), flags: NLM_F_CREATE | NLM_F_EXCL) { writer in
                writer.fixed(header(index))
                writer.put(Int(TCA_KIND), string: "u32")
                writer.nested(Int(TCA_OPTIONS)) { writer in
                    writer.put(U32.classID, u32: QueueClassEntry.handle(target))
                    writer.put(U32.selector, bytes: selector)
                }
            }
        }
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        batch.append { writer in writer.message(type: Int(RTM_DELTFILTER)) { $0.fixed(header(index)) } }
    }

    package var additions: [[String]] { [["tc", "filter", "add"] + words] }
    package var removals: [[String]] {
        [["tc", "filter", "del", "dev", link, "parent", "1:", "protocol", word == "ip" ? "ip" : "ipv6", "prio", "\(priority)"]]
    }
    package var links: [String] { [link] }

    /// It goes with its queue, and no class goes that it leads to.
    package func fate(_ change: some NodeChanges) -> Fate {
        guard let queue = change.kept(RootQueue.self, [link]).first else { return .taken }
        guard case .htb = queue.manner else { return .stays }
        return change.kept(QueueClassEntry.self, .init(link: link, number: target)).isEmpty ? .renewed : .stays
    }

    package static func isUnsupported(_ errno: Int32) -> Bool { errno == ENOENT }

    private func header(_ index: Int32) -> tcmsg {
        var header = tcmsg(link: index, parent: RootQueue.handle)
        // The priority, and the Ethernet type in network order.
        header.tcm_info = UInt32(priority) << 16 | UInt32((family == .ipv4 ? UInt16(0x0800) : 0x86dd).bigEndian)
        return header
    }
}

// MARK: u32

/// `TCA_U32_…` of <linux/pkt_cls.h>.
private enum U32 {
    static let (classID, selector) = (1, 5)
    /// `struct tc_u32_sel` without its keys, and `struct tc_u32_key`.
    static let (head, key) = (16, 16)
    static let isTerminal: UInt8 = 1
}

/// Four bytes of a packet that are compared: from the IP header's beginning on, in network order.
private struct Key: Hashable {
    var offset: Int32
    var mask: UInt32
    var value: UInt32
}

extension QueueFilterEntry {
    fileprivate var keys: [Key] {
        let isV4 = family == .ipv4
        var keys = Self.keys(of: from, at: isV4 ? 12 : 8) + Self.keys(of: to, at: isV4 ? 16 : 24)
        if let carried {
            keys.append(isV4 ? Key(offset: 8, mask: 0x00ff_0000, value: UInt32(carried) << 16) : Key(offset: 4, mask: 0xff00, value: UInt32(carried) << 8))
        }
        let ports = Int32(isV4 ? 20 : 40)
        if let sourcePort { keys.append(Key(offset: ports, mask: 0xffff_0000, value: UInt32(sourcePort) << 16)) }
        if let destinationPort { keys.append(Key(offset: ports, mask: 0xffff, value: UInt32(destinationPort))) }
        return keys
    }

    private static func keys(of prefix: Prefix?, at offset: Int32) -> [Key] {
        guard let prefix else { return [] }
        let words = prefix.family.bits / 32
        return (0..<words).compactMap { word in
            let bits = min(max(prefix.length - word * 32, 0), 32)
            guard bits > 0 else { return nil }
            let mask = UInt32.max << UInt32(32 - bits)
            return Key(
                offset: offset + Int32(word * 4), mask: mask,
                value: UInt32(truncatingIfNeeded: prefix.address.value >> UInt128((words - 1 - word) * 32)) & mask)
        }
    }

    /// `struct tc_u32_sel` and its keys.
    private var selector: [UInt8] {
        let keys = keys.isEmpty ? [Key(offset: 0, mask: 0, value: 0)] : keys
        var bytes = [UInt8](repeating: 0, count: U32.head)
        (bytes[0], bytes[2]) = (U32.isTerminal, UInt8(clamping: keys.count))
        for key in keys {
            for number in [key.mask.bigEndian, key.value.bigEndian, UInt32(bitPattern: key.offset), 0] {
                withUnsafeBytes(of: number) { bytes += $0 }
            }
        }
        return bytes
    }

    /// `nil` for a filter of another kind, for the kernel's own tables of them, and for one that compares what Warren never asks.
    init?(payload: UnsafeRawBufferPointer, link: String) {
        guard let header = payload.fixed(as: tcmsg.self) else { return nil }
        let attributes = Attributes(payload, after: tcmsg.self)
        guard attributes.first(Int(TCA_KIND))?.text == "u32", let options = attributes.first(Int(TCA_OPTIONS)).map({ Attributes($0) }),
            let target = options.first(U32.classID)?.number(as: UInt32.self), let selector = options.first(U32.selector), selector.count >= U32.head
        else { return nil }
        let type = UInt16(bigEndian: UInt16(truncatingIfNeeded: header.tcm_info))
        self.init(
            link: link, priority: UInt16(truncatingIfNeeded: header.tcm_info >> 16), family: type == 0x86dd ? .ipv6 : .ipv4,
            target: UInt16(truncatingIfNeeded: target))
        var words: [Int32: Key] = [:]
        for number in 0..<Int(selector[2]) {
            let start = U32.head + number * U32.key
            guard selector.count >= start + U32.key else { return nil }
            func word(_ offset: Int) -> UInt32 { selector.loadUnaligned(fromByteOffset: start + offset, as: UInt32.self) }
            let key = Key(offset: Int32(bitPattern: word(8)), mask: UInt32(bigEndian: word(0)), value: UInt32(bigEndian: word(4)))
            // The two ports share four bytes.
            if let earlier = words[key.offset] {
                words[key.offset] = Key(offset: key.offset, mask: earlier.mask | key.mask, value: earlier.value | key.value)
            } else {
                words[key.offset] = key
            }
        }
        let isV4 = family == .ipv4
        from = Self.prefix(in: words, at: isV4 ? 12 : 8, family)
        to = Self.prefix(in: words, at: isV4 ? 16 : 24, family)
        if let key = words[isV4 ? 8 : 4] { carried = UInt8(truncatingIfNeeded: key.value >> (isV4 ? 16 : 8)) }
        if let key = words[isV4 ? 20 : 40] {
            if key.mask >> 16 != 0 { sourcePort = UInt16(truncatingIfNeeded: key.value >> 16) }
            if key.mask & 0xffff != 0 { destinationPort = UInt16(truncatingIfNeeded: key.value) }
        }
    }

    private static func prefix(in words: [Int32: Key], at offset: Int32, _ family: IPAddress.Family) -> Prefix? {
        guard words[offset] != nil else { return nil }
        var value: UInt128 = 0
        var length = 0
        for word in 0..<Int32(family.bits / 32) {
            let key = words[offset + word * 4]
            value = value << 32 | UInt128(key?.value ?? 0)
            length += key?.mask.nonzeroBitCount ?? 0
        }
        return Prefix(IPAddress(family: family, value: value), length: length)
    }
}
