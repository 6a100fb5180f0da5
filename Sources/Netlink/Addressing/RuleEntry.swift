import Addresses
import CNetlink
import Glibc

/// A policy rule: which table is asked for the packets that it matches. `ip rule add from PREFIX lookup TABLE`
public struct RuleEntry: Sendable, Hashable {
    public var family: IPAddress.Family
    /// Rules are tried from the lowest number on. The kernel's own are 0 (local), 32766 (main) and 32767 (default).
    public var priority: UInt32
    /// `nil`: any source.
    public var from: Prefix?
    /// `nil`: any destination.
    public var to: Prefix?
    /// The firewall mark (`fwmark`); `nil`: any.
    public var mark: UInt32?
    /// The link by which the packet came in; `nil`: any, and packets of the node's own.
    public var inputLink: String?
    public var table: UInt32

    public init(
        family: IPAddress.Family, priority: UInt32, from: Prefix? = nil, to: Prefix? = nil, mark: UInt32? = nil,
        inputLink: String? = nil, table: UInt32
    ) {
        self.family = family
        self.priority = priority
        self.from = from
        self.to = to
        self.mark = mark
        self.inputLink = inputLink
        self.table = table
    }
}

extension Batch {
    /// `ip rule add [from P] [to P] [fwmark N] [iif LINK] lookup TABLE priority N`
    public mutating func addRule(_ entry: RuleEntry) {
        rule(Int(RTM_NEWRULE), NLM_F_CREATE | NLM_F_EXCL, entry)
    }

    /// `ip rule delete …`
    public mutating func removeRule(_ entry: RuleEntry) {
        rule(Int(RTM_DELRULE), 0, entry)
    }

    private mutating func rule(_ type: Int, _ flags: Int32, _ entry: RuleEntry) {
        append { writer in
            writer.message(type: type, flags: flags) { writer in
                var header = fib_rule_hdr()
                header.family = entry.family.number
                header.src_len = UInt8(entry.from?.length ?? 0)
                header.dst_len = UInt8(entry.to?.length ?? 0)
                // Numbers over 255 stand in FRA_TABLE alone.
                header.table = UInt8(exactly: entry.table) ?? UInt8(RT_TABLE_UNSPEC.rawValue)
                header.action = UInt8(FR_ACT_TO_TBL)
                writer.fixed(header)
                if let to = entry.to { writer.put(Int(FRA_DST), address: to.address) }
                if let from = entry.from { writer.put(Int(FRA_SRC), address: from.address) }
                if let link = entry.inputLink { writer.put(Int(FRA_IIFNAME), string: link) }
                writer.put(Int(FRA_PRIORITY), u32: entry.priority)
                if let mark = entry.mark { writer.put(Int(FRA_FWMARK), u32: mark) }
                if entry.table > 255 { writer.put(Int(FRA_TABLE), u32: entry.table) }
            }
        }
    }
}

extension RuleEntry {
    /// Decodes the payload of an `RTM_NEWRULE` message; `nil` for rules that do anything but look into a table.
    init?(payload: UnsafeRawBufferPointer) {
        guard let header = payload.fixed(as: fib_rule_hdr.self), header.action == UInt8(FR_ACT_TO_TBL),
            let family = IPAddress.Family(number: header.family), Int(header.src_len) <= family.bits,
            Int(header.dst_len) <= family.bits
        else { return nil }
        self.init(family: family, priority: 0, table: UInt32(header.table))
        // The attribute's own length says which family it is of, which need not be the rule's.
        func prefix(_ bytes: UnsafeRawBufferPointer, _ length: Int) -> Prefix? {
            IPAddress(bytes: bytes).flatMap { $0.family == family ? Prefix($0, length: length) : nil }
        }
        for (type, payload) in Attributes(payload, after: fib_rule_hdr.self) {
            // The one rule of all VRFs, which the kernel makes with the first: the link says which table.
            if Int(type) == Int(FRA_L3MDEV), payload.number(as: UInt8.self) == 1 { return nil }
            switch Int(type) {
            case Int(FRA_DST): to = prefix(payload, Int(header.dst_len))
            case Int(FRA_SRC): from = prefix(payload, Int(header.src_len))
            case Int(FRA_IIFNAME): inputLink = payload.text
            case Int(FRA_PRIORITY): priority = payload.number(as: UInt32.self) ?? 0
            // 0 without a mask is no condition.
            case Int(FRA_FWMARK): mark = payload.number(as: UInt32.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(FRA_TABLE): table = payload.number(as: UInt32.self) ?? table
            default: break
            }
        }
    }
}

extension NetlinkSocket {
    /// Every policy rule, the kernel's own too. `ip rule show`
    public func rules(family: IPAddress.Family? = nil) throws(NetlinkError) -> [RuleEntry] {
        guard let family else { return try rules(family: .ipv4) + rules(family: .ipv6) }
        var header = fib_rule_hdr()
        header.family = family.number
        return try dump(Int(RTM_GETRULE), header) { if let entry = RuleEntry(payload: $1) { $0.append(entry) } }
    }
}
