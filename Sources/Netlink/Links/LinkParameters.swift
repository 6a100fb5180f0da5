/// What is particular to one kind of link, and all that has to be known of the kind to ask the kernel for it, to read it
/// back and to say the same with `ip`.
///
/// A new kind is a type with this conformance in a file of its own, and a case of ``LinkKind``.
protocol LinkParameters: Sendable, Hashable {
    /// The names of the attributes of `IFLA_INFO_DATA`, for refusals.
    static var attributeNames: [Int: String] { get }
    /// The kernel's name of the kind: `IFLA_INFO_KIND`, and what follows `type` in an `ip link add`.
    var kind: String { get }
    /// The parameters as a case.
    var linkKind: LinkKind { get }
    /// What follows `type KIND` in an `ip link add`.
    var arguments: [String] { get }
    /// The link that this one lies upon, if it does.
    var device: String? { get set }
    /// How the kernel thinks of ``device``.
    static var bond: LinkBond { get }

    /// Writes the contents of `IFLA_INFO_DATA`.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError)
    /// Whether a link of the kind that is as `found` is what this asks for. What is not asked for may be anything.
    func isMet(by found: Self) -> Bool
}

/// How a link hangs together with the link below it.
enum LinkBond {
    /// It has none, or the kernel looks for it anew with each packet: the link stays when the one below goes.
    case loose
    /// Named among the parameters of the kind; the kernel removes the link with the one below.
    case parameter
    /// The request's own `IFLA_LINK` (`ip link add link LOWER name …`); the kernel removes the link with the one below.
    case link
}

extension LinkParameters {
    static var bond: LinkBond { .loose }
    var device: String? {
        get { nil }
        set {}
    }
    var bond: LinkBond { Self.bond }

    func isMet(by kind: LinkKind) -> Bool {
        guard let found = kind.parameters as? Self else { return false }
        return isMet(by: found)
    }
}

extension Optional where Wrapped: Equatable {
    /// Whether what was found is what is wanted, or nothing is.
    func allows(_ found: Wrapped?) -> Bool { self == nil || self == found }
}
