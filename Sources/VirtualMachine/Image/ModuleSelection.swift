/// Which of a kernel's modules a guest has: what networks are made of, and the way to the host. A kernel has thousands.
struct ModuleSelection {
    /// The modules, as paths below `lib/modules/RELEASE`, such as `kernel/net/ipv4/ipip.ko.xz`.
    private(set) var files: [String]

    /// What stands in these directories, and below.
    private static let whole = [
        "kernel/net/", "kernel/crypto/", "kernel/lib/", "kernel/drivers/virtio/", "kernel/arch/x86/crypto/",
        "kernel/drivers/net/bonding/", "kernel/drivers/net/team/", "kernel/drivers/net/ipvlan/", "kernel/drivers/net/vxlan/",
        "kernel/drivers/net/wireguard/", "kernel/drivers/net/ppp/", "kernel/drivers/net/slip/", "kernel/drivers/net/netdevsim/",
        "kernel/drivers/net/ovpn/",
    ]
    /// But not what is there for hardware and for file systems.
    private static let none = [
        "kernel/net/9p/", "kernel/net/bluetooth/", "kernel/net/wireless/", "kernel/net/mac80211/", "kernel/net/mac802154/",
        "kernel/net/ieee802154/", "kernel/net/6lowpan/", "kernel/net/nfc/", "kernel/net/atm/", "kernel/net/ax25/",
        "kernel/net/netrom/", "kernel/net/rose/", "kernel/net/appletalk/", "kernel/net/ceph/", "kernel/net/rxrpc/",
        "kernel/net/sunrpc/", "kernel/net/rds/", "kernel/net/smc/", "kernel/net/can/", "kernel/net/caif/", "kernel/net/phonet/",
        "kernel/net/rfkill/", "kernel/net/qrtr/", "kernel/net/dsa/", "kernel/net/lapb/", "kernel/net/x25/",
        "kernel/lib/test_", "kernel/lib/tests/",
    ]
    /// Of these directories only what stands in them itself: the drivers of links that are no hardware are there.
    private static let flat = ["kernel/drivers/net/"]
    /// By their names, wherever they stand.
    private static let named = ["virtio_console", "virtio_pci", "virtio_mmio", "virtio_rng", "virtio-rng", "rng-core", "tun", "overlay"]

    /// - Parameter dependencies: `modules.dep`: lines of a path, a colon and the paths that must be loaded before.
    init(dependencies text: String) {
        var needs: [Substring: [Substring]] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            needs[line[..<colon]] = line[line.index(after: colon)...].split(separator: " ")
        }
        var chosen: Set<Substring> = []
        var waiting = needs.keys.filter(Self.isWanted)
        while let next = waiting.popLast() {
            guard chosen.insert(next).inserted else { continue }
            waiting += needs[next] ?? []
        }
        files = chosen.map(String.init).sorted()
    }

    private static func isWanted(_ path: Substring) -> Bool {
        if none.contains(where: path.hasPrefix) { return false }
        if whole.contains(where: path.hasPrefix) { return true }
        if flat.contains(where: { path.hasPrefix($0) && !path.dropFirst($0.count).contains("/") }) { return true }
        let file = path.split(separator: "/").last ?? path
        return named.contains { file == "\($0).ko" || file.hasPrefix("\($0).ko.") }
    }
}
