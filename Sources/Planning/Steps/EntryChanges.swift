import Addresses
import Netlink
import Warren

/// What of a node's objects stays from one state to the next, and what must be removed. The rest the kernel removes by
/// itself: each kind of object knows what it goes with.
struct EntryChanges {
    /// Whether all of them stay, as in most nodes of a large lab. Then they are not listed.
    private(set) var keepsAll = false
    /// In the order in which they are removed.
    private(set) var removals: [(operation: Operation, source: SourceLocation)] = []
    /// An ``ObjectIndex`` for each kind, of what stays and of what is to be.
    private var kept: [ObjectIdentifier: any Sendable] = [:]
    private var wanted: [ObjectIdentifier: any Sendable] = [:]
    /// What the kernel takes routes and neighbours with: links that lose their last IPv4 address.
    private var bareLinks: Set<String> = []
    private var lostAddresses: Set<IPAddress> = []

    private let before: NodeState
    private let after: NodeState
    private let survivors: Survivors

    /// - Parameter isAlike: whether the node itself is to hold what it held
    init(from before: NodeState, to after: NodeState, isAlike: Bool, survivors: Survivors) {
        self.before = before
        self.after = after
        self.survivors = survivors
        keepsAll = isAlike && survivors.containAll(of: before)
        if keepsAll, !survivors.areAll {
            for kind in ObjectKinds.all { assumeKept(kind) }
            keepsAll = ObjectKinds.all.allSatisfy { isSettled($0) }
        }
        if keepsAll { return }
        kept = [:]
        var removals: [(operation: Operation, source: SourceLocation)] = []
        for kind in ObjectKinds.all { removals = decide(kind) + removals }
        self.removals = removals
    }

    /// The objects of a kind that are to be, but are not there yet.
    func additions<Object: KernelObject>(_ kind: Object.Type) -> [Declared<Object>] {
        if keepsAll { return [] }
        let kept = kept(kind)
        return after.objects[kind].filter { !kept.contains($0.value) }
    }

    private mutating func assumeKept<Object: KernelObject>(_ kind: Object.Type) {
        if before.objects[kind].isEmpty { return }
        kept[ObjectIdentifier(kind)] = ObjectIndex(before.objects[kind].lazy.map(\.value))
        wanted[ObjectIdentifier(kind)] = kept[ObjectIdentifier(kind)]
    }

    private func kept<Object: KernelObject>(_ kind: Object.Type) -> Set<Object> {
        (kept[ObjectIdentifier(kind)] as? ObjectIndex<Object>)?.objects ?? []
    }

    /// Whether objects that are not to change stay as they are: one may depend on a link of another node.
    private func isSettled<Object: KernelObject>(_ kind: Object.Type) -> Bool {
        before.objects[kind].allSatisfy { if case .stays = $0.value.fate(self) { true } else { false } }
    }

    /// - Returns: what of the kind must be removed, the last first
    private mutating func decide<Object: KernelObject>(
        _ kind: Object.Type
    ) -> [(operation: Operation, source: SourceLocation)] {
        let old = before.objects[kind]
        guard !old.isEmpty else { return [] }
        let new = after.objects[kind]
        let wanted = ObjectIndex(new.lazy.map(\.value))
        self.wanted[ObjectIdentifier(kind)] = wanted
        let together = Object.kept(of: old.map(\.value), for: new.map(\.value), self)
        var kept = ObjectIndex<Object>()
        var gone: [(operation: Operation, source: SourceLocation)] = []
        // In the order in which they were made: one may depend on another of its kind before it.
        self.kept[ObjectIdentifier(kind)] = kept
        for entry in old {
            let fate = entry.value.fate(self)
            if case .taken = fate { continue }
            var isKept = together?.contains(entry.value) ?? wanted.objects.contains(entry.value)
            if case .renewed = fate { isKept = false }
            if case .replaced = fate { isKept = true }
            if isKept {
                // Held once only, so that it is not copied.
                self.kept[ObjectIdentifier(kind)] = nil
                kept.insert(entry.value)
                self.kept[ObjectIdentifier(kind)] = kept
            } else {
                gone.append((.remove(entry.value), entry.source))
            }
        }
        gone.reverse()
        if kind == AddressEntry.self { noteLostAddresses() }
        return gone
    }

    private mutating func noteLostAddresses() {
        let kept = kept(AddressEntry.self)
        let removed = before.addresses.map(\.value).filter { !kept.contains($0) && stays($0.link) }
        func ofIPv4(_ entries: some Sequence<AddressEntry>) -> Set<String> {
            Set(entries.filter { $0.address.family == .ipv4 }.map(\.link))
        }
        bareLinks = ofIPv4(removed).subtracting(ofIPv4(kept))
        lostAddresses = Set(removed.map(\.address.address))
    }
}

extension EntryChanges: NodeChanges {
    func stays(_ link: String) -> Bool { survivors.contains(link, of: before.name) }
    func stays(_ link: String, in node: String) -> Bool { survivors.contains(link, of: node) }

    func goesDown(_ link: String) -> Bool {
        before[link: link]?.isUp == true && (after[link: link]?.isUp == false || isDisturbed(link))
    }

    // What stands on a link whose other end is down after the change is not among what is to be, and removed before.
    func losesCarrier(_ link: String) -> Bool { goesDown(link) }

    func changesMAC(_ link: String) -> Bool { before[link: link]?.mac != after[link: link]?.mac }

    func changesMaster(_ link: String) -> Bool {
        let master = before[link: link]?.master
        return master != after[link: link]?.master || master.map { !stays($0) } ?? false
    }

    func losesPeer(_ link: String, _ address: IPAddress) -> Bool {
        guard let old = before[link: link], let new = after[link: link], new.parametersChange(from: old)?.fields.contains("group") == true,
            case .request(.vxlan(let vxlan)) = old.origin
        else { return false }
        return [vxlan.group, vxlan.remote].contains(address)
    }

    func losesIPv4(_ link: String) -> Bool { bareLinks.contains(link) }
    func loses(_ address: IPAddress) -> Bool { lostAddresses.contains(address) }

    func kept<Object: KernelObject>(_ kind: Object.Type, _ identity: Object.Identity) -> [Object] {
        (kept[ObjectIdentifier(kind)] as? ObjectIndex<Object>)?[identity] ?? []
    }

    func wanted<Object: KernelObject>(_ kind: Object.Type, _ identity: Object.Identity) -> [Object] {
        (wanted[ObjectIdentifier(kind)] as? ObjectIndex<Object>)?[identity] ?? []
    }

    /// Whether the link becomes or was a port of one that disturbs its ports: the kernel takes it down and up for that.
    private func isDisturbed(_ link: String) -> Bool {
        func master(_ node: NodeState) -> String? {
            let master = node[link: link]?.master.flatMap { node[link: $0] }
            return master.flatMap { $0.ports == .undisturbed ? nil : $0.name }
        }
        let old = master(before), new = master(after)
        return old != new || old.map { !stays($0) } ?? false
    }
}
