import Addresses

/// An ICMPv6 message; `nil` fields are open.
package struct ICMPv6Pattern: LayerPatternBody {
    /// What the message is, by its type (RFC 4443, RFC 4861, RFC 2710, RFC 3810).
    package enum Kind: Sendable, Hashable {
        /// With this code, or with any: 0 no route, 1 prohibited, 3 address, 4 port.
        case destinationUnreachable(code: UInt8?)
        case packetTooBig
        case timeExceeded
        case echoRequest
        case echoReply
        case routerSolicitation
        case routerAdvertisement
        case neighborSolicitation
        case neighborAdvertisement
        case redirect
        case other(type: UInt8, code: UInt8?)
    }

    package var message: Kind?
    package var identifier: UInt16?
    package var sequence: UInt16?
    /// The next link's MTU in "packet too big", in bytes.
    package var mtu: UInt32?
    /// The target of a neighbour solicitation or advertisement: in one of these networks.
    package var target: [Prefix]?

    package init(
        _ message: Kind? = nil, identifier: UInt16? = nil, sequence: UInt16? = nil, mtu: UInt32? = nil,
        target: [Prefix]? = nil
    ) {
        self.message = message
        self.identifier = identifier
        self.sequence = sequence
        self.mtu = mtu
        self.target = target
    }

    var kind: Layer.Kind { .icmpv6 }

    var words: [String] {
        [
            message?.description ?? "",
            identifier.map { "id \($0)" } ?? "",
            sequence.map { "seq \($0)" } ?? "",
            mtu.map { "mtu \($0)" } ?? "",
            target.map { "for \(AddressWords.list($0))" } ?? "",
        ]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .icmpv6(let actual) = layer else { return false }
        if let message {
            let holds = actual.type == message.type && (message.code ?? actual.code) == actual.code
            let saw = Kind(type: actual.type, code: message.code == nil ? nil : actual.code)
            fields.hold("message", holds, expected: message.description, saw: saw.description)
        }
        fields.equal("id", identifier, actual.identifier)
        fields.equal("seq", sequence, actual.sequence)
        fields.equal("mtu", mtu, actual.mtu)
        fields.within("target", target, actual.target)
        return true
    }
}

extension ICMPv6Pattern.Kind: CustomStringConvertible {
    private static let byType: [(type: UInt8, kind: Self, name: String)] = [
        (2, .packetTooBig, "packet too big"),
        (3, .timeExceeded, "time exceeded"),
        (128, .echoRequest, "echo request"),
        (129, .echoReply, "echo reply"),
        (133, .routerSolicitation, "router solicitation"),
        (134, .routerAdvertisement, "router advertisement"),
        (135, .neighborSolicitation, "neighbor solicitation"),
        (136, .neighborAdvertisement, "neighbor advertisement"),
        (137, .redirect, "redirect"),
    ]

    package var type: UInt8 {
        switch self {
        case .destinationUnreachable: 1
        case .other(let type, _): type
        default: Self.byType.first { $0.kind == self }?.type ?? 0
        }
    }

    /// The code that is wanted, or `nil` if any is.
    package var code: UInt8? {
        switch self {
        case .destinationUnreachable(let code), .other(_, let code): code
        default: nil
        }
    }

    init(type: UInt8, code: UInt8?) {
        if type == 1 {
            self = .destinationUnreachable(code: code)
        } else {
            self = Self.byType.first { $0.type == type }?.kind ?? .other(type: type, code: code)
        }
    }

    package var description: String {
        switch self {
        case .destinationUnreachable(let code): Self.unreachable(code)
        case .other(let type, let code): "type \(type)" + (code.map { " code \($0)" } ?? "")
        default: Self.byType.first { $0.kind == self }?.name ?? ""
        }
    }

    private static func unreachable(_ code: UInt8?) -> String {
        switch code {
        case nil: "destination unreachable"
        case 0: "no route"
        case 1: "administratively prohibited"
        case 3: "address unreachable"
        case 4: "port unreachable"
        case let code?: "destination unreachable code \(code)"
        }
    }
}
