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
        for (position, filter) in queue.filters.enumerated() { declare(filter, position + 1, of: queue, in: node) }
    }

    private mutating func manner(of queue: Queue) -> RootQueue.Manner {
        let source = queue.source
        func number(_ value: Int?) -> UInt32? { value.map { UInt32(clamping: $0) } }
        switch queue.discipline {
        case .fqCodel(let target, let interval, let limit, let flows, let quantum, let ecn):
            for (what, time) in [("target", target), ("interval", interval)] {
                if let time, !(0.001...60_000).contains(time) { report("the \(what) is outside of 1 µs to one minute", at: source) }
            }
            check(limit, in: 1...1_000_000_000, "the number of packets that may wait", at: source)
            check(flows, in: 1...65536, "the number of flows", at: source)
            check(quantum, in: 256...1_048_576, "the quantum", at: source)
            func microseconds(_ time: Double?) -> UInt32? { time.map { UInt32(min(max($0 * 1000, 1), 60_000_000).rounded()) } }
            return .fqCodel(
                target: microseconds(target), interval: microseconds(interval), limit: number(limit), flows: number(flows),
                quantum: number(quantum), ecn: ecn)
        case .sfq(let perturb, let limit):
            check(perturb, in: 0...3600, "the time of perturbation", at: source)
            check(limit, in: 1...65535, "the number of packets that may wait", at: source)
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
        guard case .htb(let otherwise?) = queue.discipline, !queue.classes.contains(where: { $0.number == otherwise }) else { return }
        report("the queue has no class \(otherwise) for what no filter names; expected QueueClass(\(otherwise), …)", at: queue.source)
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
        // In whole bytes a second, as the kernel keeps them.
        func bits(_ rate: Limit.Rate) -> UInt64 { UInt64(clamping: rate.bitsPerSecond) / 8 * 8 }
        let rate = bits(share.rate)
        let entry = QueueClassEntry(
            link: queue.dev, number: UInt16(clamping: share.number), parent: share.parent.map { UInt16(clamping: $0) } ?? 0, rate: rate,
            ceiling: share.ceiling.map(bits) ?? rate,
            burst: share.burst.map { UInt32(clamping: $0) } ?? UInt32(clamping: rate / 800 + UInt64(link.mtu) + 14),
            priority: UInt32(clamping: share.priority))
        let reason = "a share of \(queue.dev): \(TokenBucket.text(rate)) for certain"
        _ = state.update(node) { $0.objects[QueueClassEntry.self].append(Declared(entry, at: source, because: reason)) }
    }

    private mutating func declare(_ filter: QueueFilter, _ position: Int, of queue: Queue, in node: String) {
        let source = filter.source
        switch queue.discipline {
        case .htb:
            if !queue.classes.contains(where: { $0.number == filter.target }) {
                return report("the queue has no class \(filter.target); expected QueueClass(\(filter.target), …)", at: source)
            }
        case .prio(let bands): check(filter.target, in: 1...bands, "the band", at: source)
        case .fqCodel, .sfq: return report("nothing is filtered in this discipline; expected .htb(…) or .prio(…)", at: source)
        }
        for port in [filter.fromPort, filter.toPort] { check(port, in: 1...65535, "the port", at: source) }
        if filter.fromPort != nil || filter.toPort != nil, filter.carries != .tcp, filter.carries != .udp {
            report("ports are of TCP and UDP; expected .tcp or .udp", at: source)
        }
        // A node stands for its first address of a family that both ends have.
        var from: Prefix?, to: Prefix?
        if let reference = filter.from {
            guard let prefix = prefixes(reference, at: source)?.first else { return }
            from = prefix
        }
        if let reference = filter.to {
            guard let all = prefixes(reference, at: source), let prefix = all.first(where: { from == nil || $0.family == from?.family }) ?? all.first
            else { return }
            to = prefix
        }
        if let from, let to, from.family != to.family {
            return report("\(from) and \(to) are of two families; expected one", at: source)
        }
        let entry = QueueFilterEntry(
            link: queue.dev, priority: UInt16(clamping: position), family: from?.family ?? to?.family ?? .ipv4, from: from, to: to,
            carried: filter.carries?.rawValue, sourcePort: filter.fromPort.map { UInt16(clamping: $0) },
            destinationPort: filter.toPort.map { UInt16(clamping: $0) }, target: UInt16(clamping: filter.target))
        _ = state.update(node) {
            $0.objects[QueueFilterEntry.self].append(Declared(entry, at: source, because: "these packets go to \(filter.target)"))
        }
    }
}
