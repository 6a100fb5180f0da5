import CNetlink

/// A condition of a policy rule that no lab asks for, or what else a rule does, as the kernel tells it: so that a rule that somebody
/// made is known as a whole, and can be taken away and put back.
package struct RuleCondition: Sendable, Hashable {
    /// `FRA_…` of <linux/fib_rules.h>.
    var attribute: Int
    var payload: [UInt8]

    /// What ip says of it. ip has no word for what is newer than this list: that is told by its number.
    var words: [String] {
        payload.withUnsafeBytes { bytes in
            func number<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) -> Number { bytes.number(as: Number.self) ?? 0 }
            func range<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) -> String {
                let low = number(Number.self), high = bytes.dropping(MemoryLayout<Number>.size).number(as: Number.self) ?? 0
                return low == high ? "\(low)" : "\(low)-\(high)"
            }
            return switch attribute {
            case Int(FRA_GOTO): ["goto", "\(number(UInt32.self))"]
            case Int(FRA_OIFNAME): ["oif", bytes.text]
            case Int(FRA_FLOW): ["realms", "\(number(UInt32.self) >> 16)/\(number(UInt32.self) & 0xffff)"]
            case Int(FRA_TUN_ID): ["tun_id", "\(UInt64(bigEndian: number(UInt64.self)))"]
            case Int(FRA_SUPPRESS_IFGROUP): ["suppress_ifgroup", "\(number(UInt32.self))"]
            case Int(FRA_SUPPRESS_PREFIXLEN): ["suppress_prefixlength", "\(number(UInt32.self))"]
            case Int(FRA_UID_RANGE): ["uidrange", "\(number(UInt32.self))-\(bytes.dropping(4).number(as: UInt32.self) ?? 0)"]
            case Int(FRA_IP_PROTO): ["ipproto", "\(number(UInt8.self))"]
            case Int(FRA_SPORT_RANGE): ["sport", range(UInt16.self)]
            case Int(FRA_DPORT_RANGE): ["dport", range(UInt16.self)]
            default: ["attribute", "\(attribute)"]
            }
        }
    }

    /// Whether the attribute says that there is no such condition: any packet, or nothing suppressed.
    private var isNone: Bool {
        switch attribute {
        case Int(FRA_FWMASK), Int(FRA_SUPPRESS_IFGROUP), Int(FRA_SUPPRESS_PREFIXLEN), Self.portMasks:
            payload.allSatisfy { $0 == 0xff }
        default: false
        }
    }

    /// `FRA_SPORT_MASK` and `FRA_DPORT_MASK`, which Linux tells of every single port since 6.15.
    private static let portMasks = 28...29

    /// Those among a rule's attributes that are no field of a ``RuleEntry``.
    static func all(in attributes: Attributes) -> [RuleCondition] {
        attributes.compactMap { type, payload in
            let condition = RuleCondition(attribute: Int(type), payload: Array(payload))
            return fields.contains(Int(type)) || condition.isNone ? nil : condition
        }.sorted { $0.attribute < $1.attribute }
    }

    private static let fields = Set(
        [FRA_UNSPEC, FRA_DST, FRA_SRC, FRA_IIFNAME, FRA_PRIORITY, FRA_FWMARK, FRA_TABLE, FRA_PAD, FRA_L3MDEV, FRA_PROTOCOL].map { Int($0) })
}
