/// What is particular to one kind of link, and all that has to be known of the kind: to ask the kernel for it, to read it
/// back, to change it, to compare it, to say it with `ip` and to write it down.
///
/// A new kind is a type with this conformance in a file of its own, and a case of ``LinkKind``.
protocol LinkParameters: Sendable, Hashable {
    /// The kernel's names of the kind: `IFLA_INFO_KIND`, and what follows `type` in an `ip link add`.
    static var kinds: [String] { get }
    static var fields: FieldTable<Self> { get }
    /// How the kernel thinks of ``device``.
    static var bond: LinkBond { get }
    /// Whether it puts packets into others.
    static var isTunnel: Bool { get }
    /// Whether it has a MAC address of its own to be made with.
    static var takesMACAddress: Bool { get }

    /// How other links become its ports; `nil`: it has none.
    static var ports: LinkPorts? { get }
    /// Whether kernels with network namespaces to speak of are often built without it.
    static var isRare: Bool { get }

    /// With nothing in it yet that the kernel tells.
    init(kind: String)

    /// Which of ``kinds`` it is.
    var kind: String { get }
    /// The parameters as a case.
    var linkKind: LinkKind { get }
    /// What follows `type KIND` in an `ip link add`.
    var arguments: [String] { get }
    /// The link that this one lies upon, if it does.
    var device: String? { get set }
    /// The UDP port that the kernel's socket for it has.
    var udpPort: UInt16? { get }

    /// Writes the contents of `IFLA_INFO_DATA`.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError)
    /// Whether a link of the kind that is as `found` is what this asks for. What is not asked for may be anything.
    func isMet(by found: Self) -> Bool
    /// Whether a link of these parameters may be told to have the others, as far as these go together.
    func mayBecome(_ other: Self) -> Bool
}

/// How a link hangs together with the link below it.
package enum LinkBond: Sendable {
    /// It has none, or the kernel looks for it anew with each packet: the link stays when the one below goes.
    case loose
    /// Named among the parameters of the kind; the kernel removes the link with the one below.
    case parameter
    /// The request's own `IFLA_LINK` (`ip link add link LOWER name …`); the kernel removes the link with the one below.
    case link
}

/// What the kernel does with a link that becomes a port, or stops to be one.
package enum LinkPorts: Sendable {
    /// It stays as it is.
    case undisturbed
    /// It is taken down and up.
    case restarted
    /// It must be down, takes the MAC address of what it becomes a port of, and is down again when it leaves.
    case joinedDown
}

extension LinkParameters {
    static var bond: LinkBond { .loose }
    static var isTunnel: Bool { false }
    static var takesMACAddress: Bool { true }
    static var isRare: Bool { true }
    static var ports: LinkPorts? { nil }
    var kind: String { Self.kinds[0] }
    var arguments: [String] { Self.fields.fields.flatMap { $0.isOfPorts ? [] : $0.words(self) } }
    var device: String? {
        get { nil }
        set {}
    }
    var udpPort: UInt16? { nil }

    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        try Self.fields.encode(self, into: &writer, names: names)
    }

    /// What a reader is told of a link that was read: not what is as nobody asked for.
    var tellingWords: [String] { Self.fields.fields.flatMap { $0.isUsual(self) ? [] : $0.words(self) } }

    func isMet(by found: Self) -> Bool { Self.fields.isMet(self, by: found) }
    func mayBecome(_ other: Self) -> Bool { true }

    var record: FieldRecord { Self.fields.record(self) }

    init(kind: String, attributes: Attributes, names: LinkTable) {
        self.init(kind: kind)
        Self.fields.decode(attributes, into: &self, names: names)
    }

    func isMet(by kind: LinkKind) -> Bool {
        guard let found = kind.parameters as? Self else { return false }
        return isMet(by: found)
    }

    /// The fields in which this differs from what the link was; `nil` if only a new link can be this.
    func changes(from kind: LinkKind) -> [String]? {
        guard let old = kind.parameters as? Self, old.kind == self.kind, old.mayBecome(self) else { return nil }
        return Self.fields.changes(from: old, to: self)
    }

    /// The fields that a new link is told once its ports have joined.
    var fieldsOfPorts: [String] { Self.fields.fields.filter { $0.isOfPorts && !$0.words(self).isEmpty }.map(\.name) }

    func words(ofChange names: [String]) -> [String] {
        Self.fields.fields.filter { names.contains($0.name) }.flatMap { $0.change?.words(self) ?? [] }
    }

    func encode(change fields: [String], into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        for field in Self.fields.fields where fields.contains(field.name) { try field.change?.encode(self, &writer, names) }
    }
}

extension Field where Object: LinkParameters {
    /// The link below of a kind that the request's own `IFLA_LINK` leads to.
    static func lowerLink(_ path: KeyPath<Object, String> & Sendable) -> Field {
        Field("device", reading: path, record: { $0.isEmpty ? nil : .text($0) })
            // One in another namespace has no name here.
            .compared { $0[keyPath: path] == $1[keyPath: path] || $1[keyPath: path].isEmpty }
    }
}
