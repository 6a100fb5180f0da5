import Netlink

/// What a node's kernel holds, as it was read: the raw side of a comparison with a ``NodeState``.
package struct NodeTables: Sendable {
    package var links: [LinkState]
    /// By kind.
    private var objects: [ObjectIdentifier: any Sendable] = [:]
    /// The values of those settings that were asked for, by name. The links have their own of IPv4.
    package var settings: [String: String] = [:]
    /// The node's own table of nftables, if its state has one: as it was made, or as an altered one.
    package var firewall: PlannedFirewall?
    /// The other tables of nftables, as nft calls them: `ip nat`.
    package var otherTables: [String] = []
    /// Whether the lab runs any program, here or on another node: it may make links and tables, which nothing marks as its own.
    package var hasPrograms = false
    /// Those of Warren's servers that run.
    package var servers: [PlannedServer] = []
    /// Those of the lab's programs that run.
    package var processes: [PlannedProcess] = []

    package init(links: [LinkState]) { self.links = links }

    /// Reads every kind of object.
    package init(_ reader: NamespaceReader) throws(NetlinkError) {
        self.init(links: reader.links)
        for kind in ObjectKinds.all { try read(kind, reader) }
    }

    private mutating func read<Object: KernelObject>(_ kind: Object.Type, _ reader: NamespaceReader) throws(NetlinkError) {
        self[kind] = try Object.all(in: reader)
    }

    package subscript<Object: KernelObject>(_ kind: Object.Type) -> [Object] {
        get { objects[ObjectIdentifier(kind)] as? [Object] ?? [] }
        set { objects[ObjectIdentifier(kind)] = newValue }
    }
}

extension NodeState {
    /// The settings whose values tell whether the node is as it should be, its links' own included.
    package var watchedSettings: [String] {
        sysctls.map(\.value.name) + links.flatMap { link in link.ipv4Settings.keys.map { link.sysctl($0) } }
    }
}

extension PlannedLink {
    /// `net.ipv4.conf.veth-pod-a.proxy_arp`, with the link's dots as slashes.
    func sysctl(_ setting: IPv4LinkSetting) -> String {
        "net.ipv4.conf.\(name.sysctlSpelling).\(setting.sysctlName)"
    }
}
