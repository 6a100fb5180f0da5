import Addresses
import Netlink
import Warren

/// A network namespace as a stage wants it.
package struct NodeState: Sendable, Hashable {
    /// What a node is in the lab.
    package enum Role: String, Sendable, Hashable {
        case host
        case pod
        case namespace
        case segment
    }

    package var name: String
    package var role: Role
    package var source: SourceLocation
    /// In the order in which they are made.
    package private(set) var links: [PlannedLink] = []
    /// What it has beside links, by kind.
    package var objects = ObjectLists()
    package var sysctls: [Declared<Setting>] = []
    /// `nil`: the node filters nothing, and has no table.
    package var firewall: PlannedFirewall?
    /// Further tables of nftables, by their families and names, such as `ip nat`: only in what was observed.
    package var foreignTables: [Declared<String>] = []
    package var servers: [Declared<PlannedServer>] = []
    package var processes: [Declared<PlannedProcess>] = []

    private var positions: [String: Int] = [:]

    /// A sysctl's name and value.
    package struct Setting: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    init(_ name: String, _ role: Role, at source: SourceLocation) {
        self.name = name
        self.role = role
        self.source = source
    }

    package subscript(link name: String) -> PlannedLink? {
        get { positions[name].map { links[$0] } }
        set {
            guard let newValue else { return }
            if let position = positions[name] {
                links[position] = newValue
            } else {
                positions[name] = links.count
                links.append(newValue)
            }
        }
    }

    mutating func removeLinks(where isGone: (PlannedLink) -> Bool) {
        guard links.contains(where: isGone) else { return }
        links.removeAll(where: isGone)
        positions = Dictionary(uniqueKeysWithValues: links.enumerated().map { ($1.name, $0) })
    }

    /// Whether the kernel is to hold the same, wherever and for whatever reason it was declared.
    func isAlike(_ other: NodeState) -> Bool {
        links.elementsEqual(other.links) { $0.isAlike($1) } && objects.isAlike(other.objects) && sysctls.isAlike(other.sysctls)
            && firewall?.script == other.firewall?.script && foreignTables.isAlike(other.foreignTables) && servers.isAlike(other.servers) && processes.isAlike(other.processes)
    }

    func hasLink(_ name: String) -> Bool { positions[name] != nil }

    /// The links that a reader would name: all but `lo`.
    package var namedLinks: [PlannedLink] { links.filter { $0.name != "lo" } }

    /// The first link that is not `lo`, for which the node stands where a MAC is asked for.
    package var firstLink: PlannedLink? { links.first { $0.name != "lo" } }

    /// The addresses of a link, in the order in which they are added.
    package func addresses(of link: String) -> [Prefix] {
        addresses.filter { $0.value.link == link }.map(\.value.address)
    }

    /// The address for which the node stands: its first of the family.
    package func primaryAddress(_ family: IPAddress.Family?) -> IPAddress? {
        addresses.first { family == nil || $0.value.address.family == family }?.value.address.address
    }

    /// Whether the address is on a network of one of the node's links, and of which.
    func link(reaching address: IPAddress, on name: String? = nil) -> String? {
        if let entry = addresses.first(where: {
            (name == nil || $0.value.link == name) && $0.value.address.contains(address) && !$0.value.address.isHost
        }) {
            return entry.value.link
        }
        return routes.first {
            (name == nil || $0.value.device == name) && $0.value.via == nil && $0.value.device != nil
                && $0.value.destination.length > 0 && $0.value.destination.contains(address)
        }?.value.device
    }
}
