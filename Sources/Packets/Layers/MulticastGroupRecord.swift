import Addresses

/// What a report of IGMPv3 (RFC 3376) or MLDv2 (RFC 3810) says of one group.
public struct MulticastGroupRecord: Sendable, Hashable {
    /// 1 is-include, 2 is-exclude, 3 to-include, 4 to-exclude, 5 allow, 6 block.
    public var type: UInt8
    public var group: IPAddress
    public var sources: [IPAddress]

    /// The record's length on the wire, its auxiliary data included.
    private let length: Int

    private init(_ window: ByteWindow, family: IPAddress.Family) throws(HeaderFault) {
        let size = family.byteCount
        type = try window.u8(0)
        let sourceCount = Int(try window.u16(2))
        length = 4 + size * (sourceCount + 1) + Int(try window.u8(1)) * 4
        try window.require(length)
        group = try Self.address(window, at: 4, family)
        sources = []
        for index in 0..<sourceCount {
            sources.append(try Self.address(window, at: 4 + size * (index + 1), family))
        }
    }

    private static func address(
        _ window: ByteWindow, at offset: Int, _ family: IPAddress.Family
    ) throws(HeaderFault) -> IPAddress {
        family == .ipv4 ? try window.ipv4(offset) : try window.ipv6(offset)
    }

    /// The records that can be read: fewer than `count` if the bytes end before.
    static func list(_ window: ByteWindow, count: Int, family: IPAddress.Family) -> [MulticastGroupRecord] {
        var records: [MulticastGroupRecord] = []
        var rest = window
        while records.count < count, let record = try? MulticastGroupRecord(rest, family: family) {
            records.append(record)
            rest = rest.dropFirst(record.length)
        }
        return records
    }
}
