/// An ICMP message; `nil` fields are open.
package struct ICMPPattern: LayerPatternBody {
    /// What the message is. The names are those of RFC 792.
    package enum Kind: Sendable, Hashable {
        case echoRequest
        case echoReply
        /// With this code, or with any: 0 net, 1 host, 2 protocol, 3 port, 4 fragmentation needed,
        /// 13 administratively prohibited.
        case destinationUnreachable(code: UInt8?)
        case timeExceeded
        case redirect
        case other(type: UInt8, code: UInt8?)
    }

    package var message: Kind?
    package var identifier: UInt16?
    package var sequence: UInt16?
    /// The next hop's MTU in "fragmentation needed", in bytes.
    package var mtu: UInt16?

    package init(
        _ message: Kind? = nil, identifier: UInt16? = nil, sequence: UInt16? = nil, mtu: UInt16? = nil
    ) {
        self.message = message
        self.identifier = identifier
        self.sequence = sequence
        self.mtu = mtu
    }

    var kind: Layer.Kind { .icmp }

    var words: [String] {
        [
            message?.description ?? "",
            identifier.map { "id \($0)" } ?? "",
            sequence.map { "seq \($0)" } ?? "",
            mtu.map { "mtu \($0)" } ?? "",
        ]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .icmp(let actual) = layer else { return false }
        if let message {
            let holds = actual.type == message.type && (message.code ?? actual.code) == actual.code
            let saw = Kind(type: actual.type, code: message.code == nil ? nil : actual.code)
            fields.hold("message", holds, expected: message.description, saw: saw.description)
        }
        fields.equal("id", identifier, actual.identifier)
        fields.equal("seq", sequence, actual.sequence)
        fields.equal("mtu", mtu, actual.nextHopMTU)
        return true
    }
}

extension ICMPPattern.Kind: CustomStringConvertible {
    package var type: UInt8 {
        switch self {
        case .echoReply: 0
        case .destinationUnreachable: 3
        case .redirect: 5
        case .echoRequest: 8
        case .timeExceeded: 11
        case .other(let type, _): type
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
        switch type {
        case 0: self = .echoReply
        case 3: self = .destinationUnreachable(code: code)
        case 5: self = .redirect
        case 8: self = .echoRequest
        case 11: self = .timeExceeded
        default: self = .other(type: type, code: code)
        }
    }

    package var description: String {
        switch self {
        case .echoRequest: "echo request"
        case .echoReply: "echo reply"
        case .timeExceeded: "time exceeded"
        case .redirect: "redirect"
        case .destinationUnreachable(let code): Self.unreachable(code)
        case .other(let type, let code): "type \(type)" + (code.map { " code \($0)" } ?? "")
        }
    }

    private static func unreachable(_ code: UInt8?) -> String {
        switch code {
        case nil: "destination unreachable"
        case 0: "net unreachable"
        case 1: "host unreachable"
        case 2: "protocol unreachable"
        case 3: "port unreachable"
        case 4: "fragmentation needed"
        case 13: "administratively prohibited"
        case let code?: "destination unreachable code \(code)"
        }
    }
}
