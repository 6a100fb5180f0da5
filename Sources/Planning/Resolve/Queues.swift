import Addresses
import Netlink
import Warren

extension Queue: ResolvableWord {
    package static let actions = [Action<Queue>(.limits) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ queue: Queue, in node: String) {
        let source = queue.source
        guard let link = requireLink(queue.dev, of: node, at: source), let here = state[node] else { return }
        let others = here.limits.map { ($0.value.link, $0.source) } + here.impairments.map { ($0.value.link, $0.source) }
            + here.objects[RootQueue.self].map { ($0.value.link, $0.source) }
        if let earlier = others.first(where: { $0.0 == queue.dev }) {
            return report("\(queue.dev) of \(node) already has a queue (line \(earlier.1.line)); a link has one, and limits and impairments are such", at: source)
        }
        let root = Declared(RootQueue(link: queue.dev, manner: manner(of: queue)), at: source, because: "what leaves by \(queue.dev) waits here")
        _ = state.update(node) { $0.objects[RootQueue.self].append(root) }
        switch queue.discipline {
        case .htb: for share in queue.classes { declare(share, of: queue, on: link, in: node) }
        case .fqCodel, .sfq, .prio:
            if let share = queue.classes.first { report("classes are of the discipline htb; expected .htb(…)", at: share.source) }
        }
        checkOtherwise(queue)
        for filter in queue.filters { declare(filter, of: queue, in: node) }
    }

    private mutating func manner(of queue: Queue) -> RootQueue.Manner {
        let source = queue.source
        func number(_ value: Int?) -> UInt32? { value.map { UInt32(clamping: $0) } }
        switch queue.discipline {
        case .fqCodel(let target, let interval, let limit, let flows, let quantum, let ecn):
            for (what, time) in [("target", target), ("interval", interval)] {
                if let time, !(.microseconds(1)...(.seconds(60))).contains(time) { report("the \(what) is outside of 1 µs to one minute", at: source) }
            }
            check(limit, in: 1...1_000_000_000, "the number of packets that may wait", at: source)
            check(flows, in: 1...65536, "the number of flows", at: source)
            check(quantum, in: 256...1_048_576, "the quantum", at: source)
            func microseconds(_ time: Duration?) -> UInt32? {
                time.map { UInt32(min(max($0.milliseconds * 1000, 1), 60_000_000).rounded()) }
            }
            return .fqCodel(
                target: microseconds(target), interval: microseconds(interval), limit: number(limit), flows: number(flows),
                quantum: number(quantum), ecn: ecn)
        case .sfq(let perturb, let limit):
            check(perturb, in: 0...3600, "the time of perturbation", at: source)
            // 127 in each of 128 queues; a single one the kernel refuses.
            check(limit, in: 2...16256, "the number of packets that may wait", at: source)
            return .sfq(perturb: perturb.map { Int32(clamping: $0) }, limit: number(limit))
        case .prio(let bands):
            check(bands, in: 2...16, "the number of bands", at: source)
            return .prio(bands: Int32(min(max(bands, 2), 16)))
        case .htb(let otherwise):
            check(otherwise, in: 1...65535, "the class", at: source)
            return .htb(otherwise: number(otherwise))
        }
    }

    private mutating func checkOtherwise(_ queue: Queue) {
        guard case .htb(let otherwise?) = queue.discipline else { return }
        if !queue.classes.contains(where: { $0.number == otherwise }) {
            report("the queue has no class \(otherwise) for what no filter names; expected QueueClass(\(otherwise), …)", at: queue.source)
        }
        checkLeaf(otherwise, of: queue, at: queue.source)
    }

    /// The kernel sends nothing to a class that has classes of its own, and says nothing of it.
    private mutating func checkLeaf(_ number: Int, of queue: Queue, at source: SourceLocation) {
        guard let part = queue.classes.first(where: { $0.parent == number }) else { return }
        report("class \(number) has classes of its own (line \(part.source.line)); packets go to a class without", at: source)
    }

    private mutating func declare(_ share: QueueClass, of queue: Queue, on link: PlannedLink, in node: String) {
        let source = share.source
        check(share.number, in: 1...65535, "the class's number", at: source)
        check(share.rate.bitsPerSecond, in: 8...1_000_000_000_000, "the rate in bits per second", at: source)
        check(share.ceiling?.bitsPerSecond, in: 8...1_000_000_000_000, "the ceiling in bits per second", at: source)
        check(share.burst, in: 1...1_000_000_000, "the burst", at: source)
        check(share.priority, in: 0...7, "the priority", at: source)
        if let ceiling = share.ceiling, ceiling.bitsPerSecond < share.rate.bitsPerSecond {
            report("the ceiling is less than the rate that the class has for certain", at: source)
        }
        let known = (state[node]?.objects[QueueClassEntry.self] ?? []).filter { $0.value.link == queue.dev }
        if let twin = known.first(where: { Int($0.value.number) == share.number }) {
            return report("\(queue.dev) already has a class \(share.number) (line \(twin.source.line))", at: source)
        }
        if let parent = share.parent, !known.contains(where: { Int($0.value.number) == parent }) {
            return report("\(queue.dev) has no class \(parent) before this line; a class is part of one that is there", at: source)
        }
        // TC_HTB_MAXDEPTH of the kernel.
        var (depth, above) = (1, share.parent)
        while let number = above, let entry = known.first(where: { Int($0.value.number) == number })?.value {
            (depth, above) = (depth + 1, entry.parent == 0 ? nil : Int(entry.parent))
        }
        if depth > 8 { return report("class \(share.number) is \(depth) deep; expected 8 at the most", at: source) }
        // In whole bytes a second, as the kernel keeps them.
        func bits(_ rate: Limit.Rate) -> UInt64 { UInt64(clamping: rate.bitsPerSecond) / 8 * 8 }
        let rate = bits(share.rate)
        let entry = QueueClassEntry(
            link: queue.dev, number: UInt16(clamping: share.number), parent: share.parent.map { UInt16(clamping: $0) } ?? 0, rate: rate,
            ceiling: share.ceiling.map(bits) ?? rate,
            burst: share.burst.map { UInt32(clamping: $0) } ?? UInt32(clamping: rate / 800 + UInt64(link.mtu) + 14),
            priority: UInt32(clamping: share.priority))
        checkBurst(entry.burst, rate: rate, at: source)
        let reason = "a share of \(queue.dev): \(TokenBucket.text(rate)) for certain"
        _ = state.update(node) { $0.objects[QueueClassEntry.self].append(Declared(entry, at: source, because: reason)) }
    }

    private mutating func declare(_ filter: QueueFilter, of queue: Queue, in node: String) {
        let source = filter.source
        switch queue.discipline {
        case .htb:
            if !queue.classes.contains(where: { $0.number == filter.target }) {
                return report("the queue has no class \(filter.target); expected QueueClass(\(filter.target), …)", at: source)
            }
            checkLeaf(filter.target, of: queue, at: source)
        case .prio(let bands): check(filter.target, in: 1...max(bands, 1), "the band", at: source)
        case .fqCodel, .sfq: return report("nothing is filtered in this discipline; expected .htb(…) or .prio(…)", at: source)
        }
        for port in [filter.fromPort, filter.toPort] { check(port, in: 1...65535, "the port", at: source) }
        if filter.fromPort != nil || filter.toPort != nil, filter.carries != .tcp, filter.carries != .udp {
            report("ports are of TCP and UDP; expected .tcp or .udp", at: source)
        }
        guard let (families, from, to) = ends(of: filter) else { return }
        for family in families {
            _ = state.update(node) { node in
                let position = node.objects[QueueFilterEntry.self].count { $0.value.link == queue.dev } + 1
                let entry = QueueFilterEntry(
                    link: queue.dev, priority: UInt16(clamping: position), family: family, from: from, to: to,
                    carried: filter.carries?.rawValue, sourcePort: filter.fromPort.map { UInt16(clamping: $0) },
                    destinationPort: filter.toPort.map { UInt16(clamping: $0) }, target: UInt16(clamping: filter.target))
                node.objects[QueueFilterEntry.self].append(Declared(entry, at: source, because: "these packets go to \(filter.target)"))
            }
        }
    }

    /// Of which families the packets are, whence and whither; `nil` if that cannot be.
    private mutating func ends(of filter: QueueFilter) -> (families: [IPAddress.Family], from: Prefix?, to: Prefix?)? {
        let source = filter.source
        var from: [Prefix]?, to: [Prefix]?
        if let reference = filter.from {
            from = prefixes(reference, at: source)
            if from?.isEmpty != false { return nil }
        }
        if let reference = filter.to {
            to = prefixes(reference, at: source)
            if to?.isEmpty != false { return nil }
        }
        let carried: IPAddress.Family? = filter.carries == .icmp ? .ipv4 : filter.carries == .icmpv6 ? .ipv6 : nil
        let possible = [IPAddress.Family.ipv4, .ipv6].filter { family in
            (carried ?? family) == family && [from, to].allSatisfy { $0?.contains { $0.family == family } ?? true }
        }
        guard let first = possible.first else {
            let ends = [from, to].compactMap { $0?.first?.description } + (carried == nil ? [] : [carried == .ipv4 ? "ICMP" : "ICMPv6"])
            report("\(ends.joined(separator: " and ")) are of two families; expected one", at: source)
            return nil
        }
        // What names no address speaks of every packet; a node stands for its first address.
        if from == nil, to == nil { return (possible.filter { $0 == .ipv4 || usesIPv6 || carried != nil }, nil, nil) }
        func end(_ prefixes: [Prefix]?) -> Prefix? { prefixes?.first { $0.family == first && $0.length > 0 } }
        return ([first], end(from), end(to))
    }
}
