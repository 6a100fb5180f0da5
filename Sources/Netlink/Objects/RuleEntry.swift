import Addresses
import CNetlink
import Glibc

/// A policy rule: which table is asked for the packets that it matches. `ip rule add from PREFIX lookup TABLE`
package struct RuleEntry: Sendable, Hashable {
    package var family: IPAddress.Family
    /// Rules are tried from the lowest number on. The kernel's own are 0 (local), 32766 (main) and 32767 (default).
    package var priority: UInt32
    /// `nil`: any source.
    package var from: Prefix?
    /// `nil`: any destination.
    package var to: Prefix?
    /// The firewall mark (`fwmark`); `nil`: any.
    package var mark: UInt32?
    /// The link by which the packet came in; `nil`: any, and packets of the node's own.
    package var inputLink: String?
    /// 0 where the rule does anything but look into a table.
    package var table: UInt32
    /// Whether packets match that do not meet the conditions.
    package var isInverted = false
    /// The IPv4 type of service or IPv6 traffic class; 0: any.
    package var tos: UInt8 = 0
    /// `FR_ACT_…` of <linux/fib_rules.h>: to look into a table, or what somebody's rule does.
    package var action = UInt8(FR_ACT_TO_TBL)
    /// What else somebody's rule asks or does.
    package var conditions: [RuleCondition] = []
    /// Who made it: `RTPROT_…`; `nil`: nobody has said.
    package var proto: UInt8?

    package init(
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

extension RuleEntry: KernelObject {
    package static let noun = "rule"
    package static let plural = "rules"
    package static let notifications: Set<NotificationGroup> = [.ipv4Rule, .ipv6Rule]

    package static let fields = FieldTable<RuleEntry>(
        Field("family", reading: \.family, record: { .text($0 == .ipv4 ? "ipv4" : "ipv6") }),
        Field("inverted", reading: \.isInverted, record: { $0 ? .bool(true) : nil }, says: { $0 ? ["not"] : [] }),
        Field("from", reading: \.from, record: { $0.map { .text("\($0)") } }, says: { $0.map { ["from", text($0)] } ?? [] })
            .encoded { rule, writer, _ in if let from = rule.from { writer.put(Int(FRA_SRC), address: from.address) } },
        Field("to", reading: \.to, record: { $0.map { .text("\($0)") } }, says: { $0.map { ["to", text($0)] } ?? [] })
            .encoded { rule, writer, _ in if let to = rule.to { writer.put(Int(FRA_DST), address: to.address) } },
        // 0 without a mask is no condition.
        Field("tos", reading: \.tos, record: { $0 == 0 ? nil : FieldValue($0) }, says: { $0 == 0 ? [] : ["tos", "\($0)"] }),
        Field("mark", \.mark, .number.noneIfZero, Attribute(FRA_FWMARK, "FRA_FWMARK"), match: .exactly)
            .said { rule in rule.mask == nil ? rule.mark.map { ["fwmark", "\($0)"] } ?? [] : [] },
        Field("inputLink", \.inputLink, .text, Attribute(FRA_IIFNAME, "FRA_IIFNAME"), says: .word("iif"), match: .exactly),
        Field(
            "conditions", reading: \.conditions,
            record: { $0.isEmpty ? nil : .list($0.map { .text($0.words.joined(separator: " ")) }) })
            .encoded { rule, writer, _ in for condition in rule.conditions { writer.put(condition.attribute, bytes: condition.payload) } }
            .said { rule in
                rule.conditions.flatMap { $0.attribute == Int(FRA_FWMASK) ? ["fwmark", "\(rule.mark ?? 0)/\(rule.mask ?? 0)"] : $0.words }
            },
        Field("action", reading: \.action, record: { actions[$0].map { .text($0) } }, says: { actions[$0].map { [$0] } ?? [] }),
        Field("table", reading: \.table, record: { $0 == 0 ? nil : FieldValue($0) }, says: { $0 == 0 ? [] : ["lookup", "\($0)"] })
            .encoded { rule, writer, _ in if rule.table > 255 { writer.put(Int(FRA_TABLE), u32: rule.table) } }
            .decoded(Attribute(FRA_TABLE, "FRA_TABLE")) { rule, payload, _ in
                rule.table = payload.number(as: UInt32.self) ?? rule.table
            },
        Field("priority", \.priority, .number, Attribute(FRA_PRIORITY, "FRA_PRIORITY"), says: .word("priority")),
        Field("proto", \.proto, .number.noneIfZero, Attribute(FRA_PROTOCOL, "FRA_PROTOCOL"), match: .never),
        alsoSent: Attribute(FRA_DST, "FRA_DST"), Attribute(FRA_SRC, "FRA_SRC"))

    /// What a rule does but looking into a table and going to another, in ip's words.
    private static let actions: [UInt8: String] = [
        UInt8(FR_ACT_NOP): "nop", UInt8(FR_ACT_BLACKHOLE): "blackhole", UInt8(FR_ACT_UNREACHABLE): "unreachable",
        UInt8(FR_ACT_PROHIBIT): "prohibit",
    ]

    /// Of the mark, if not all of its bits count.
    private var mask: UInt32? {
        conditions.first { $0.attribute == Int(FRA_FWMASK) }.flatMap { $0.payload.withUnsafeBytes { $0.number(as: UInt32.self) } }
    }

    package var rows: [[String]] {
        let names: [UInt32: String] = [255: "local", 254: "main", 253: "default"]
        let condition = Self.fields.words(self, leavingOpen: ["family", "table", "priority", "action"])
        let deed = Self.actions[action] ?? (table == 0 ? "" : "lookup \(names[table] ?? "\(table)")")
        return [
            [
                "\(priority):", ((from == nil ? ["from", "all"] : []) + condition).joined(separator: " "),
                deed, family == .ipv6 ? "ipv6" : "",
            ]
        ]
    }

    package func isTold(on link: LinkState?) -> Bool { maker(on: link) != .kernel }

    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [RuleEntry] { try reader.socket.rules() }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_NEWRULE), NLM_F_CREATE | NLM_F_EXCL, into: &batch, names)
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_DELRULE), 0, into: &batch, names)
    }

    package var additions: [[String]] { [program + ["add"] + words] }
    package var removals: [[String]] { [program + ["del"] + words] }
    /// It names a link, and does not stand on it.
    package var identity: Identity { Identity(from: from, to: to, mark: mark, table: table) }

    package struct Identity: Hashable, Sendable {
        var from: Prefix?
        var to: Prefix?
        var mark: UInt32?
        var table: UInt32
    }

    package var links: [String] { [] }
    package func fate(_ change: some NodeChanges) -> Fate { .stays }

    /// The kernel's own rules have the priorities 0, 32766 and 32767.
    package func maker(on link: @autoclosure () -> LinkState?) -> Maker { (1...32765).contains(priority) ? RouteMaker.maker(of: proto ?? 0) : .kernel }

    /// Without an address in it, nothing else tells the family.
    private var program: [String] { family == .ipv6 ? ["ip", "-6", "rule"] : ["ip", "rule"] }

    private static func text(_ prefix: Prefix) -> String { prefix.isHost ? "\(prefix.address)" : "\(prefix)" }

    private func encode(_ type: Int, _ flags: Int32, into batch: inout Batch, _ names: some Names) throws(NetlinkError) {
        try batch.append { writer throws(NetlinkError) in
            try writer.message(type: type, flags: flags) { writer throws(NetlinkError) in
                var header = fib_rule_hdr()
                header.family = family.number
                header.src_len = UInt8(from?.length ?? 0)
                header.dst_len = UInt8(to?.length ?? 0)
                // Numbers over 255 stand in FRA_TABLE alone.
                header.table = UInt8(exactly: table) ?? UInt8(RT_TABLE_UNSPEC.rawValue)
                header.action = action
                header.tos = tos
                header.flags = isInverted ? UInt32(FIB_RULE_INVERT) : 0
                writer.fixed(header)
                try Self.fields.encode(self, into: &writer, names: names)
            }
        }
    }

    /// Decodes the payload of an `RTM_NEWRULE` message.
    init?(payload: UnsafeRawBufferPointer) {
        guard let header = payload.fixed(as: fib_rule_hdr.self), let family = IPAddress.Family(number: header.family), Int(header.src_len) <= family.bits,
            Int(header.dst_len) <= family.bits
        else { return nil }
        let attributes = Attributes(payload, after: fib_rule_hdr.self)
        // The one rule of all VRFs, which the kernel makes with the first: the link says which table.
        if attributes.first(Int(FRA_L3MDEV))?.number(as: UInt8.self) == 1 { return nil }
        self.init(family: family, priority: 0, table: UInt32(header.table))
        (action, tos, isInverted) = (header.action, header.tos, header.flags & UInt32(FIB_RULE_INVERT) != 0)
        conditions = RuleCondition.all(in: attributes)
        // The attribute's own length says which family it is of, which need not be the rule's.
        func prefix(_ attribute: Int, _ length: UInt8) -> Prefix? {
            let address = attributes.first(attribute).flatMap { IPAddress(bytes: $0) }
            return address.flatMap { $0.family == family ? Prefix($0, length: Int(length)) : nil }
        }
        from = prefix(Int(FRA_SRC), header.src_len)
        to = prefix(Int(FRA_DST), header.dst_len)
        Self.fields.decode(attributes, into: &self, names: LinkTable())
    }
}

extension NetlinkSocket {
    /// Every policy rule, the kernel's own too. `ip rule show`
    package func rules(family: IPAddress.Family? = nil) throws(NetlinkError) -> [RuleEntry] {
        var header = fib_rule_hdr()
        header.family = family?.number ?? 0
        return try dump(Int(RTM_GETRULE), header) { if let entry = RuleEntry(payload: $1) { $0.append(entry) } }
    }
}
