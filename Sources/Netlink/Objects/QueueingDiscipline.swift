import CNetlink
import Glibc

/// A queueing discipline of a link: `tc qdisc add dev LINK …`.
package protocol QueueingDiscipline: KernelObject {
    /// Those that it may be, by `TCA_KIND`: `tbf`, `netem`, …
    static var disciplines: [String] { get }
    /// The one of them that it is.
    var discipline: String { get }
    /// The link that sends by it.
    var link: String { get }
    var place: QueuePlace { get }

    /// Writes the contents of `TCA_OPTIONS`.
    func encodeOptions(into writer: inout MessageWriter)
    /// `nil` for one that Warren does not make so.
    init?(_ discipline: String, link: String, place: QueuePlace, options: UnsafeRawBufferPointer)
}

/// Where a queue hangs, and by what others may hang on it.
package struct QueuePlace: Sendable, Hashable {
    /// `TC_H_ROOT`, or the class of another queue.
    package var parent: UInt32
    /// 0: the kernel gives one.
    package var handle: UInt32

    package init(parent: UInt32 = .max, handle: UInt32 = 0) {
        self.parent = parent
        self.handle = handle
    }

    /// `root`, or `parent 1:1`.
    package var words: [String] { parent == .max ? ["root"] : ["parent", Self.text(parent)] }

    /// `1:` or `1:10`, in hexadecimal, as tc(8) has it.
    package static func text(_ handle: UInt32) -> String {
        String(handle >> 16, radix: 16) + ":" + (handle & 0xffff == 0 ? "" : String(handle & 0xffff, radix: 16))
    }
}

extension QueueingDiscipline {
    package var discipline: String { Self.disciplines[0] }
    package static var notifications: Set<NotificationGroup> { [.queue] }
    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [Self] {
        try reader.queues { Self(payload: $0, names: reader.names) }
    }

    /// Decodes the payload of an `RTM_NEWQDISC` message; `nil` for other disciplines.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: tcmsg.self) else { return nil }
        let attributes = Attributes(payload, after: tcmsg.self)
        guard let kind = attributes.first(Int(TCA_KIND))?.text, Self.disciplines.contains(kind),
            let options = attributes.first(Int(TCA_OPTIONS))
        else { return nil }
        self.init(
            kind, link: names.name(of: header.tcm_ifindex),
            place: QueuePlace(parent: header.tcm_parent, handle: header.tcm_handle), options: options)
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        batch.append { writer in
            writer.message(type: Int(RTM_NEWQDISC), flags: NLM_F_CREATE | NLM_F_REPLACE) { writer in
                writer.fixed(tcmsg(link: index, parent: place.parent, handle: place.handle))
                writer.put(Int(TCA_KIND), string: discipline)
                writer.nested(Int(TCA_OPTIONS)) { writer in encodeOptions(into: &writer) }
            }
        }
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        batch.append { writer in
            writer.message(type: Int(RTM_DELQDISC)) { writer in writer.fixed(tcmsg(link: index, parent: place.parent)) }
        }
    }

    package static var placement: ObjectPlacement { .link(isOne: true) }
    package var removals: [[String]] { [["tc", "qdisc", "del", "dev", link] + place.words] }
    package var links: [String] { [link] }
    /// So the kernel says that it does not know the discipline.
    package static func isUnsupported(_ errno: Int32) -> Bool { errno == ENOENT }
}

extension tcmsg {
    /// - Parameter parent: `TC_H_ROOT`, unless another is meant
    init(link index: Int32, parent: UInt32 = UInt32.max, handle: UInt32 = 0) {
        self.init()
        tcm_ifindex = index
        tcm_parent = parent
        tcm_handle = handle
    }
}
