import Addresses
import Warren

/// What a rule's traffic and verdict are in nft's words.
struct RuleText {
    /// What is wrong with the rule, or `nil`.
    private(set) var fault: String?
    /// The family of IP that the traffic is of, if it is of one only.
    private(set) var family: IPAddress.Family?
    /// What follows the links and addresses.
    private(set) var words: [String] = []

    private var states: [Traffic.ConnectionState] = []
    private var protocols: [IPProtocol] = []
    /// Those of one protocol, with their ports or messages. They name the protocol themselves.
    private var details: [(carrier: IPProtocol, words: [String])] = []
    private var messages: [IPProtocol: [String]] = [:]

    init(_ rule: FirewallRule) {
        for traffic in rule.traffic { take(traffic) }
        for (carrier, types) in messages.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            details.append((carrier, ["\(Self.name(carrier)) type \(Self.set(types))"]))
        }
        let carriers = Set(protocols).union(details.map(\.carrier))
        if details.count > 1 || !details.isEmpty && carriers.count > 1 {
            fault = fault ?? "ports and ICMP messages are of one protocol; give each a rule of its own"
        }
        if carriers == [.icmp] { family = .ipv4 }
        if carriers == [.icmpv6] { family = .ipv6 }
        if let detail = details.first {
            words += detail.words
        } else if !protocols.isEmpty {
            words.append("meta l4proto \(Self.set(protocols.map(Self.name)))")
        }
        if !states.isEmpty { words.append("ct state \(states.map(\.rawValue).joined(separator: ","))") }
        if rule.isCounted || rule.verdict == .count { words.append("counter") }
        switch rule.verdict {
        case .accept: words.append("accept")
        case .drop: words.append("drop")
        case .reject(let refusal):
            if refusal == .tcpReset, carriers != [.tcp] { fault = fault ?? "only TCP knows a reset; the rule must be for .tcp alone" }
            words.append("reject with \(refusal.words)")
        case .count: break
        }
    }

    private mutating func take(_ traffic: Traffic) {
        switch traffic {
        case .connection(let state): if !states.contains(state) { states.append(state) }
        case .carrying(let number): if !protocols.contains(number) { protocols.append(number) }
        case .tcpPorts(let from, let to): take(.tcp, from, to)
        case .udpPorts(let from, let to): take(.udp, from, to)
        case .icmpMessage(let type): messages[.icmp, default: []].append(type.word)
        case .icmpv6Message(let type): messages[.icmpv6, default: []].append(type.word)
        }
    }

    private mutating func take(_ carrier: IPProtocol, _ from: [PortRange], _ to: [PortRange]) {
        var words: [String] = []
        for (word, ranges) in [("sport", from), ("dport", to)] where !ranges.isEmpty {
            for range in ranges where range.first < 0 || range.last > 65535 {
                fault = "\(range.first < 0 ? range.first : range.last) is not a port; expected 0 to 65535"
            }
            let texts = ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
            words.append("\(Self.name(carrier)) \(word) \(Self.set(texts))")
        }
        details.append((carrier, words))
    }

    /// One value, or several as a set of nft's.
    static func set(_ values: [String]) -> String {
        values.count == 1 ? values[0] : "{ " + values.joined(separator: ", ") + " }"
    }

    /// nft's own keywords; any other name would need /etc/protocols, which small containers lack.
    private static func name(_ number: IPProtocol) -> String {
        switch number {
        case .tcp: "tcp"
        case .udp: "udp"
        case .icmp: "icmp"
        case .icmpv6: "icmpv6"
        default: "\(number.rawValue)"
        }
    }
}

extension FirewallRule.Refusal {
    /// `icmpx` is ICMP or ICMPv6, as the packet asks for.
    fileprivate var words: String {
        switch self {
        case .portUnreachable: "icmpx port-unreachable"
        case .hostUnreachable: "icmpx host-unreachable"
        case .noRoute: "icmpx no-route"
        case .prohibited: "icmpx admin-prohibited"
        case .tcpReset: "tcp reset"
        }
    }
}

extension Traffic.ICMPType {
    fileprivate var word: String {
        switch self {
        case .echoRequest: "echo-request"
        case .echoReply: "echo-reply"
        case .destinationUnreachable: "destination-unreachable"
        case .timeExceeded: "time-exceeded"
        case .parameterProblem: "parameter-problem"
        }
    }
}
