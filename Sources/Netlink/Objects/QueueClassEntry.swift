import CNetlink
import Glibc

/// A class of an htb queue: `tc class add dev LINK parent 1: classid 1:10 htb rate R ceil C …`.
package struct QueueClassEntry: Sendable, Hashable {
    package var link: String
    /// Its number within the queue, 1 to 65,535.
    package var number: UInt16
    /// The number of the class that it is part of; 0: the queue itself.
    package var parent: UInt16
    /// What it has for certain, in bits per second.
    package var rate: UInt64
    /// What it may have at the most while others do not need theirs, in bits per second.
    package var ceiling: UInt64
    /// What may leave at once after a pause, in bytes.
    package var burst: UInt32
    /// Who is served first of what is left over: the lower.
    package var priority: UInt32

    package init(
        link: String, number: UInt16, parent: UInt16 = 0, rate: UInt64, ceiling: UInt64, burst: UInt32, priority: UInt32 = 0
    ) {
        self.link = link
        self.number = number
        self.parent = parent
        self.rate = rate
        self.ceiling = ceiling
        self.burst = burst
        self.priority = priority
    }
}

extension QueueClassEntry: KernelObject {
    package static let noun = "class"
    package static let plural = "classes"
    package static let notifications: Set<NotificationGroup> = [.queue]

    package static let fields = FieldTable<QueueClassEntry>(
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0] }),
        Field("parent", reading: \.parent, record: { $0 == 0 ? nil : FieldValue($0) }, says: { ["parent", text($0)] }),
        Field("number", reading: \.number, record: { FieldValue($0) }, says: { ["classid", text($0), "htb"] }),
        Field("rate", reading: \.rate, record: { FieldValue($0) }, says: { ["rate", "\($0)bit"] }),
        Field("ceiling", reading: \.ceiling, record: { FieldValue($0) }, says: { ["ceil", "\($0)bit"] }),
        // The kernel keeps the burst as a time, in steps of 64 ns.
        Field("burst", reading: \.burst, record: { FieldValue($0) }, says: { ["burst", "\($0)", "cburst", "\($0)"] })
            .compared { asked, found in
                abs(Int64(asked.burst) - Int64(found.burst)) <= 1 + Int64(asked.rate / 8 * 64 / 1_000_000_000)
            },
        Field("priority", reading: \.priority, record: { FieldValue($0) }, says: { $0 == 0 ? [] : ["prio", "\($0)"] }))

    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [QueueClassEntry] {
        var found: [QueueClassEntry] = []
        for queue in try RootQueue.all(in: reader) {
            guard case .htb = queue.manner else { continue }
            let index = try reader.names.index(of: queue.link)
            found += try reader.socket.dump(Int(RTM_GETTCLASS), tcmsg(link: index, parent: 0)) { classes, payload in
                if let entry = QueueClassEntry(payload: payload, link: queue.link) { classes.append(entry) }
            }
        }
        return found
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        batch.append { writer in
            writer.message(type: Int(RTM_NEWTCLASS), flags: NLM_F_CREATE | NLM_F_EXCL) { writer in
                writer.fixed(tcmsg(link: index, parent: Self.handle(parent), handle: Self.handle(number)))
                writer.put(Int(TCA_KIND), string: "htb")
                writer.nested(Int(TCA_OPTIONS)) { writer in
                    writer.put(Int(TCA_HTB_PARMS), structure: parameters)
                    if rate / 8 > UInt32.max { writer.put(Int(TCA_HTB_RATE64), u64: rate / 8) }
                    if ceiling / 8 > UInt32.max { writer.put(Int(TCA_HTB_CEIL64), u64: ceiling / 8) }
                }
            }
        }
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        batch.append { writer in
            writer.message(type: Int(RTM_DELTCLASS)) { $0.fixed(tcmsg(link: index, parent: 0, handle: Self.handle(number))) }
        }
    }

    package var additions: [[String]] { [["tc", "class", "add"] + words] }
    package var removals: [[String]] { [["tc", "class", "del", "dev", link, "classid", Self.text(number)]] }
    package var links: [String] { [link] }
    package var identity: Identity { Identity(link: link, number: number) }

    package struct Identity: Hashable, Sendable {
        var link: String
        var number: UInt16
    }

    package static func depths(of objects: [QueueClassEntry]) -> [Int]? {
        let parents = Dictionary(objects.map { ($0.identity, $0.parent) }) { first, _ in first }
        return objects.map { entry in
            var depth = 0, parent = entry.parent
            // htb has eight levels.
            while parent != 0, depth < 8, let next = parents[Identity(link: entry.link, number: parent)] { (depth, parent) = (depth + 1, next) }
            return depth
        }
    }

    /// It goes with its queue. The kernel lets go of no class that has others in it.
    package func fate(_ change: some NodeChanges) -> Fate {
        if change.kept(RootQueue.self, [link]).isEmpty { return .taken }
        return parent == 0 || !change.kept(QueueClassEntry.self, Identity(link: link, number: parent)).isEmpty ? .stays : .renewed
    }

    package static func isUnsupported(_ errno: Int32) -> Bool { errno == ENOENT }

    /// `1:10`, or `1:` for the queue itself.
    static func text(_ number: UInt16) -> String { QueuePlace.text(handle(number)) }
    static func handle(_ number: UInt16) -> UInt32 { RootQueue.handle | UInt32(number) }

    /// `struct tc_htb_opt`. The link layer is named, so that the kernel wants no table of transmission times.
    private var parameters: tc_htb_opt {
        var options = tc_htb_opt()
        for (path, bits) in [(\tc_htb_opt.rate, rate), (\tc_htb_opt.ceil, ceiling)] {
            options[keyPath: path].linklayer = 1
            options[keyPath: path].rate = UInt32(clamping: bits / 8)
        }
        options.buffer = ticks(at: rate)
        options.cbuffer = ticks(at: ceiling)
        options.prio = priority
        return options
    }

    /// The time in which the burst leaves, in the scheduler's ticks of 64 ns; less than a whole one is none, as to tc(8).
    private func ticks(at rate: UInt64) -> UInt32 {
        UInt32(min((Double(burst) * 8e9 / Double(max(rate, 1)) / 64).rounded(.down), Double(UInt32.max)))
    }

    /// Decodes the payload of an `RTM_NEWTCLASS` message; `nil` for classes of others than Warren's queues.
    init?(payload: UnsafeRawBufferPointer, link: String) {
        guard let header = payload.fixed(as: tcmsg.self), header.tcm_handle >> 16 == 1 else { return nil }
        let attributes = Attributes(payload, after: tcmsg.self)
        guard let options = attributes.first(Int(TCA_OPTIONS)).map({ Attributes($0) }),
            let found = options.first(Int(TCA_HTB_PARMS))?.fixed(as: tc_htb_opt.self)
        else { return nil }
        let rate = options.first(Int(TCA_HTB_RATE64))?.number(as: UInt64.self) ?? UInt64(found.rate.rate)
        let ceiling = options.first(Int(TCA_HTB_CEIL64))?.number(as: UInt64.self) ?? UInt64(found.ceil.rate)
        self.init(
            link: link, number: UInt16(truncatingIfNeeded: header.tcm_handle),
            parent: header.tcm_parent == .max ? 0 : UInt16(truncatingIfNeeded: header.tcm_parent), rate: rate * 8,
            ceiling: ceiling * 8, burst: UInt32(min((Double(rate) * Double(found.buffer) * 64 / 1e9).rounded(), Double(UInt32.max))),
            priority: found.prio)
    }
}
