import Addresses

/// An IGMP message: versions 1 and 2 (RFC 2236) and 3 (RFC 3376).
public struct IGMPMessage: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case query
        case report
        case leave
        case other
    }

    public var type: UInt8
    public var kind: Kind
    /// 1, 2 or 3; `nil` for a type that is none of these.
    public var version: Int?
    /// The group; 0.0.0.0 in a general query. `nil` in a version 3 report, which has records.
    public var group: IPAddress?
    /// The maximum response time as the message codes it: tenths of a second below 128.
    public var maximumResponse: UInt8
    /// Of a version 3 report.
    public var groupRecords: [MulticastGroupRecord] = []

    static let length = 8

    init(_ window: ByteWindow) throws(HeaderFault) {
        try window.require(Self.length)
        type = try window.u8(0)
        maximumResponse = try window.u8(1)
        group = try window.ipv4(4)
        switch type {
        case 0x11: (kind, version) = (.query, window.count >= 12 ? 3 : maximumResponse == 0 ? 1 : 2)
        case 0x12: (kind, version) = (.report, 1)
        case 0x16: (kind, version) = (.report, 2)
        case 0x17: (kind, version) = (.leave, 2)
        case 0x22:
            (kind, version, group) = (.report, 3, nil)
            groupRecords = MulticastGroupRecord.list(
                window.dropFirst(Self.length), count: Int(try window.u16(6)), family: .ipv4)
        default: (kind, version) = (.other, nil)
        }
    }
}
