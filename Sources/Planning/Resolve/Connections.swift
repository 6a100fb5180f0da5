import Addresses
import Warren

extension Connect: ResolvableWord {
    package static let actions = [Action<Connect>(proof: { $0.resolve($1) })]
}

extension HTTPGet: ResolvableWord {
    package static let actions = [Action<HTTPGet>(proof: { $0.resolve($1) })]
}

extension Resolver {
    fileprivate mutating func resolve(_ connect: Connect) -> Check? {
        let source = connect.source
        if connect.send.utf8.count > Self.longestReply {
            report("what is sent has \(connect.send.utf8.count) bytes; expected at most \(Self.longestReply)", at: source)
        }
        let port = port(connect.port, at: source)
        guard let destination = target(connect.to, from: connect.from, at: source), let port else { return nil }
        return check(
            connect, from: connect.from, to: connect.to.description, destination, port, connect.count,
            .bytes(connect.transport, sends: connect.send, expects: connect.expected), at: source)
    }

    fileprivate mutating func resolve(_ get: HTTPGet) -> Check? {
        let source = get.source
        var (to, number, path) = (get.to, get.port, get.path)
        if to == nil {
            guard let address = HTTPAddress(get.path) else {
                report("\(get.path.quoted) is no URL for this; expected http://NODE:PORT/PATH, where NODE may be an address", at: source)
                return nil
            }
            (number, path) = (address.port, address.path)
            to = state.contains(address.host) ? .node(address.host) : .literal(address.host)
            if !state.contains(address.host), IPAddress(address.host) == nil {
                report("\(address.host) in \(get.path.quoted) is neither a node of the lab nor an address", at: source)
                return nil
            }
        }
        check(get.status, in: 100...599, "the status", at: source)
        let bare = String(path.prefix { $0 != "?" })
        if !Self.isPath(bare) || !path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x23 }) {
            report("\(path.quoted) is not a path; expected one that begins with / and has neither spaces nor #", at: source)
        }
        let port = port(number, at: source)
        guard let to, let destination = target(to, from: get.from, at: source), let port else { return nil }
        let name = to.description.contains(":") && IPAddress(to.description) != nil ? "[\(to)]" : to.description
        return check(
            get, from: get.from, to: to.description, destination, port, get.count,
            .get(path: path, host: name + (port == 80 ? "" : ":\(port)"), status: get.status, body: get.body), at: source)
    }

    /// The target's address, of a family that the sender has as well.
    private mutating func target(_ to: Reference, from name: String, at source: SourceLocation) -> IPAddress? {
        guard let node = state[name] else {
            reportUnknownNode(name, at: source)
            return nil
        }
        let own = Set(node.addresses.map(\.value.address.family))
        if case .literal = to { return address(to, at: source) }
        guard let candidates = addresses(to, at: source) else { return nil }
        return candidates.first { own.contains($0.family) } ?? address(to, at: source)
    }

    private mutating func check(
        _ probe: some ConnectionProbe, from node: String, to target: String, _ destination: IPAddress, _ port: UInt16,
        _ count: Int, _ exchange: ConnectionCheck.Exchange, at source: SourceLocation
    ) -> Check {
        check(count, in: 1...10_000, "the number of attempts", at: source)
        if let timeout = probe.timeout, !(1...3_600_000).contains(timeout) { report("the time to wait is outside of 1 ms to one hour", at: source) }
        let patience: Double = if case .fails = probe.outcome { 100 } else { 1000 }
        let seenAs = probe.seenAs.flatMap { addresses($0, at: source) }
        if probe.seenAs != nil, probe.outcome != .answered {
            report("an attempt that is not answered is seen by no server: leave .seenAs out", at: source)
        }
        return .connection(
            ConnectionCheck(
                node: node, target: target, destination: destination, port: port, exchange: exchange, count: max(count, 1),
                timeout: Self.duration(probe.timeout ?? patience), outcome: probe.outcome, seenAs: seenAs,
                seenAsWords: probe.seenAs?.description ?? "", sightings: probe.sightings.compactMap { resolve($0) }, source: source))
    }
}
