import CNetlink
import Glibc

/// The queue by which a link sends, other than a mere limit: `tc qdisc replace dev LINK root handle 1: KIND …`.
package struct RootQueue: Sendable, Hashable {
    /// What it does with packets that wait. What is `nil` is as the kernel chooses.
    package enum Manner: Sendable, Hashable {
        /// A queue for each flow, served in turn, which drops what waits too long (RFC 8290). Times in microseconds.
        case fqCodel(target: UInt32?, interval: UInt32?, limit: UInt32?, flows: UInt32?, quantum: UInt32?, ecn: Bool?)
        /// A queue for each of many hashes of flows, served in turn. `perturb`: the hash changes so often, in seconds.
        case sfq(perturb: Int32?, limit: UInt32?)
        /// Bands, of which the first that has anything is served.
        case prio(bands: Int32)
        /// Classes that share the link by their rates. `otherwise`: the class of what no filter names, by its number.
        case htb(otherwise: UInt32?)
    }

    package var link: String
    package var manner: Manner

    package init(link: String, manner: Manner) {
        self.link = link
        self.manner = manner
    }
}

extension RootQueue: QueueingDiscipline {
    package static let noun = "queue"
    package static let plural = "queues"
    package static let disciplines = ["fq_codel", "sfq", "prio", "htb"]

    package static let fields = FieldTable<RootQueue>(
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0, "root", "handle", "1:"] }),
        Field("manner", reading: \.manner, record: { .record($0.record) }, says: { [$0.kind] + $0.words })
            .compared { $0.manner.isMet(by: $1.manner) })

    package var discipline: String { manner.kind }
    package var driver: String? { manner.kind }
    package var place: QueuePlace { QueuePlace(handle: Self.handle) }
    package var additions: [[String]] { [["tc", "qdisc", "replace"] + words] }
    package var phrase: String { ([manner.kind] + manner.words).joined(separator: " ") }

    /// It goes with its link. The kernel turns none into one of another kind, and changes no htb.
    package func fate(_ change: some NodeChanges) -> Fate { change.stays(link) ? .stays : .taken }

    /// `1:`, under which classes and filters stand.
    static let handle: UInt32 = 0x1_0000

    package func encodeOptions(into writer: inout MessageWriter) {
        switch manner {
        case .fqCodel(let target, let interval, let limit, let flows, let quantum, let ecn):
            func put(_ attribute: Int, _ value: UInt32?) { if let value { writer.put(attribute, u32: value) } }
            put(Int(TCA_FQ_CODEL_TARGET), target)
            put(Int(TCA_FQ_CODEL_LIMIT), limit)
            put(Int(TCA_FQ_CODEL_INTERVAL), interval)
            put(Int(TCA_FQ_CODEL_ECN), ecn.map { $0 ? 1 : 0 })
            put(Int(TCA_FQ_CODEL_FLOWS), flows)
            put(Int(TCA_FQ_CODEL_QUANTUM), quantum)
        case .sfq(let perturb, let limit):
            writer.fixed(tc_sfq_qopt(quantum: 0, perturb_period: perturb ?? 0, limit: limit ?? 0, divisor: 0, flows: 0))
        case .prio(let bands):
            var options = tc_prio_qopt()
            options.bands = bands
            // tc's own, from the traffic's priority to a band; a band that is not there becomes the last.
            let map: [UInt8] = [1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]
            withUnsafeMutableBytes(of: &options.priomap) { bytes in
                for (position, band) in map.enumerated() { bytes[position] = min(band, UInt8(clamping: bands - 1)) }
            }
            writer.fixed(options)
        case .htb(let otherwise):
            writer.put(
                Int(TCA_HTB_INIT),
                structure: tc_htb_glob(version: 3, rate2quantum: 10, defcls: otherwise ?? 0, debug: 0, direct_pkts: 0))
        }
    }

    package init?(_ discipline: String, link: String, place: QueuePlace, options: UnsafeRawBufferPointer) {
        // The kernel's own choice for a link has no handle of Warren's.
        guard place.parent == .max, place.handle == Self.handle else { return nil }
        func number(_ attribute: Int) -> UInt32? { Attributes(options).first(attribute)?.number(as: UInt32.self) }
        switch discipline {
        case "fq_codel":
            self.init(
                link: link,
                manner: .fqCodel(
                    target: number(Int(TCA_FQ_CODEL_TARGET)), interval: number(Int(TCA_FQ_CODEL_INTERVAL)),
                    limit: number(Int(TCA_FQ_CODEL_LIMIT)), flows: number(Int(TCA_FQ_CODEL_FLOWS)),
                    quantum: number(Int(TCA_FQ_CODEL_QUANTUM)), ecn: number(Int(TCA_FQ_CODEL_ECN)).map { $0 != 0 }))
        case "sfq":
            guard let found = options.fixed(as: tc_sfq_qopt.self) else { return nil }
            self.init(link: link, manner: .sfq(perturb: found.perturb_period, limit: found.limit))
        case "prio":
            guard let found = options.fixed(as: tc_prio_qopt.self) else { return nil }
            self.init(link: link, manner: .prio(bands: found.bands))
        case "htb":
            let found = Attributes(options).first(Int(TCA_HTB_INIT))?.fixed(as: tc_htb_glob.self)
            self.init(link: link, manner: .htb(otherwise: found.flatMap { $0.defcls == 0 ? nil : $0.defcls }))
        case _: return nil
        }
    }
}

extension RootQueue.Manner {
    fileprivate var kind: String {
        switch self {
        case .fqCodel: "fq_codel"
        case .sfq: "sfq"
        case .prio: "prio"
        case .htb: "htb"
        }
    }

    fileprivate var words: [String] {
        switch self {
        case .fqCodel(let target, let interval, let limit, let flows, let quantum, let ecn):
            var words: [String] = []
            if let limit { words += ["limit", "\(limit)"] }
            if let flows { words += ["flows", "\(flows)"] }
            if let quantum { words += ["quantum", "\(quantum)"] }
            if let target { words += ["target", "\(target)us"] }
            if let interval { words += ["interval", "\(interval)us"] }
            if let ecn { words.append(ecn ? "ecn" : "noecn") }
            return words
        case .sfq(let perturb, let limit):
            return (limit.map { ["limit", "\($0)"] } ?? []) + (perturb.map { ["perturb", "\($0)"] } ?? [])
        case .prio(let bands): return ["bands", "\(bands)"]
        case .htb(let otherwise): return otherwise.map { ["default", "0x" + String($0, radix: 16)] } ?? []
        }
    }

    fileprivate var record: FieldRecord {
        var record = FieldRecord()
        record["kind"] = .text(kind)
        switch self {
        case .fqCodel(let target, let interval, let limit, let flows, let quantum, let ecn):
            record["target"] = target.map { .number(Double($0) / 1e6) }
            record["interval"] = interval.map { .number(Double($0) / 1e6) }
            record["limit"] = limit.map { FieldValue($0) }
            record["flows"] = flows.map { FieldValue($0) }
            record["quantum"] = quantum.map { FieldValue($0) }
            record["ecn"] = ecn.map { .bool($0) }
        case .sfq(let perturb, let limit):
            record["perturb"] = perturb.map { FieldValue($0) }
            record["limit"] = limit.map { FieldValue($0) }
        case .prio(let bands): record["bands"] = FieldValue(bands)
        case .htb(let otherwise): record["default"] = otherwise.map { FieldValue($0) }
        }
        return record
    }

    /// Whether a queue that is as `found` is what this asks for.
    fileprivate func isMet(by found: RootQueue.Manner) -> Bool {
        switch (self, found) {
        case (.fqCodel(let target, let interval, let limit, let flows, let quantum, let ecn), .fqCodel(let a, let b, let c, let d, let e, let f)):
            // The kernel keeps times in steps of 1.024 µs.
            let times = [(target, a), (interval, b)].allSatisfy { asked, found in
                asked == nil || found.map { abs(Int64($0) - Int64(asked ?? 0)) <= 2 } ?? false
            }
            return times && limit.allows(c) && flows.allows(d) && quantum.allows(e) && ecn.allows(f)
        case (.sfq(let perturb, let limit), .sfq(let a, let b)): return perturb.allows(a) && limit.allows(b)
        case (.prio(let bands), .prio(let found)): return bands == found
        case (.htb(let otherwise), .htb(let found)): return otherwise == found
        case _: return false
        }
    }
}

extension Optional where Wrapped: Equatable {
    /// Whether what was found is what is wanted, or nothing is.
    fileprivate func allows(_ found: Wrapped?) -> Bool { self == nil || self == found }
}
