/// Something that a network namespace holds beside links, and that is added to it, removed from it and listed: an address,
/// a route, a queue, …
///
/// What Warren knows of a kind of object is in the object's own file: how the kernel is asked for it and how it is read
/// back, the words of `ip`, `bridge` and `tc`, when one that was found is what was asked for, what it stands on, what
/// becomes of it when that changes, and whose it is.
package protocol KernelObject: Sendable, Hashable {
    /// What stands before an object's words: `route`.
    static var noun: String { get }
    /// What many of them are called, in JSON and in `inspect`: `routes`.
    static var plural: String { get }
    static var fields: FieldTable<Self> { get }
    /// Who is asked for it.
    static var family: NetlinkFamily { get }
    /// What tells that one has come or gone; empty: nothing does, and it is asked for again now and then.
    static var notifications: Set<NotificationGroup> { get }

    /// All of a namespace.
    static func all(in reader: NamespaceReader) throws(NetlinkError) -> [Self]
    func add(to batch: inout Batch, names: some Names) throws(NetlinkError)
    func remove(from batch: inout Batch, names: some Names) throws(NetlinkError)
    /// The commands that do the same when typed in the node, each as its words.
    var additions: [[String]] { get }
    var removals: [[String]] { get }
    /// As its tool shows it, without the noun.
    var words: [String] { get }

    /// What one that was found has in common with what was asked for, whatever else was left open: by it they are looked up.
    associatedtype Identity: Hashable & Sendable = [String]
    var identity: Identity { get }
    /// How many others of its kind each of them lies upon, one upon the other; `nil`: none does. So many must be made before.
    static func depths(of objects: [Self]) -> [Int]?
    /// The links that it stands on.
    var links: [String] { get }
    /// Whether an object that is as `found` is what this asks for. What is not asked for may be anything.
    func isMet(by found: Self) -> Bool
    /// What becomes of it when its links become others.
    func fate(_ change: some NodeChanges) -> Fate
    /// What is left of it after such a change; `nil`: nothing.
    func remaining(_ change: some NodeChanges) -> Self?
    /// Which of the old ones stay, where that is not for each of them to tell.
    static func kept(of old: [Self], for new: [Self], _ change: some NodeChanges) -> Set<Self>?
    /// Who has made one that was found and that nobody declared.
    ///
    /// - Parameter link: the first that it stands on
    func maker(on link: @autoclosure () -> LinkState?) -> Maker
    /// Whether it was there for use when it was found: not a neighbour that is asked for in vain.
    var isUsable: Bool { get }
    /// What becomes different by itself, and is left out where two moments are compared.
    var isPassing: Bool { get }
    /// The names of the fields of one that stays which become different by themselves.
    var passingFields: Set<String> { get }
    /// Where it is told and written down: with its link, or with its node.
    static var placement: ObjectPlacement { get }
    /// What it stands under among what its node has.
    var section: String { get }
    /// The columns of its lines there.
    var rows: [[String]] { get }
    /// What is said of it at its link.
    var phrase: String { get }
    /// Whether a reader of all is told of it too: what every node or link has by itself is left out.
    func isTold(on link: LinkState?) -> Bool
    /// Whether the kernel keeps it by itself, from other objects that it has: it is not written down.
    var isImplied: Bool { get }
    /// Whether a refusal means that the kernel has no such objects at all.
    static func isUnsupported(_ errno: Int32) -> Bool
    /// The kernel's driver that an object needs and a kernel may lack.
    var driver: String? { get }
    /// Whether the kernel makes it only on links that carry: on a cable whose other end is up too, in whatever node.
    var needsCarrier: Bool { get }
}

/// What becomes of an object when what it stands on changes.
package enum Fate: Sendable {
    case stays
    /// The kernel takes it away by itself.
    case taken
    /// It is to be removed and made again.
    case renewed
    /// What is to be takes its place at once, and what depends on it stays.
    case replaced
}

/// Who has made an object.
package enum Maker: Sendable, Hashable {
    /// The kernel, by itself.
    case kernel
    /// A routing daemon, a DHCP client or the like, as its mark says.
    case program
    /// Nothing tells.
    case somebody
}

/// Where objects of a kind are told and written down.
package enum ObjectPlacement: Sendable {
    case node
    /// At the link, which has one at the most or a list of them.
    case link(isOne: Bool)
}

/// A part of the kernel that is spoken with by netlink.
package enum NetlinkFamily: Sendable, Hashable {
    case route
    /// A family of generic netlink, by its name.
    case generic(String)
}

extension KernelObject {
    package static var family: NetlinkFamily { .route }
    package var identity: [String] { links }
    package static func depths(of objects: [Self]) -> [Int]? { nil }
    package static var notifications: Set<NotificationGroup> { [] }
    package var words: [String] { Self.fields.words(self) }
    package func isMet(by found: Self) -> Bool { Self.fields.isMet(self, by: found) }
    /// Whether an object that is as `found` is what this says as an expectation, but for the fields that it leaves open.
    package func agrees(with found: Self, leavingOpen open: Set<String>) -> Bool {
        found.isUsable && Self.fields.agrees(self, with: found, leavingOpen: open)
    }
    package static func kept(of old: [Self], for new: [Self], _ change: some NodeChanges) -> Set<Self>? { nil }
    package func remaining(_ change: some NodeChanges) -> Self? { if case .stays = fate(change) { self } else { nil } }
    package func maker(on link: @autoclosure () -> LinkState?) -> Maker { .somebody }
    package var isUsable: Bool { true }
    package var isPassing: Bool { false }
    package var passingFields: Set<String> { [] }
    package static var placement: ObjectPlacement { .node }
    package var section: String { Self.plural }
    package var rows: [[String]] { [[words.joined(separator: " ")]] }
    package var phrase: String { line(leavingOpen: ["link"]) }
    package func isTold(on link: LinkState?) -> Bool { true }
    package var isImplied: Bool { false }
    package static func isUnsupported(_ errno: Int32) -> Bool { false }
    package var driver: String? { nil }
    package var needsCarrier: Bool { false }
    /// Its fields; without the link if it is written down at its link.
    package var record: FieldRecord {
        var record = Self.fields.record(self)
        if case .link = Self.placement { record["link"] = nil }
        return record
    }

    /// The noun and the words: `route 10.0.0.0/8 via 10.57.4.1 dev eth0`.
    package var line: String { line(leavingOpen: []) }

    /// - Parameter open: the names of fields that are left out
    package func line(leavingOpen open: Set<String>) -> String {
        Self.noun + " " + words(leavingOpen: open)
    }

    package func words(leavingOpen open: Set<String>) -> String {
        Self.fields.words(self, leavingOpen: open).joined(separator: " ")
    }
}
