import CLinux
import Glibc
import Namespaces

/// Tells whether a namespace has any table of nftables, and that this may have changed.
package struct FirewallMonitor {
    private let descriptor: Descriptor

    /// Watches the calling thread's namespace. `nil` where the kernel has no netfilter, and so nobody a firewall.
    package init?() {
        let number = clinux_firewall_monitor()
        guard number >= 0 else { return nil }
        descriptor = Descriptor(owning: number)
    }

    /// Whether the calling thread's namespace has any table, asked once: a thousandth of what it takes to run nft. What cannot be
    /// known, nft is to find out.
    package static func tablesArePresent() -> Bool { FirewallMonitor()?.hasTables() ?? true }

    /// The tables of the calling thread's namespace as nft calls them, such as `inet warren`; `nil`: what cannot be known, nft is
    /// to find out.
    package static func tables() -> [String]? {
        guard let monitor = FirewallMonitor() else { return nil }
        // A name has 64 bytes at most.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 << 10) { names in
            guard clinux_firewall_tables(monitor.descriptor.number, names.baseAddress, names.count) >= 0, let text = names.baseAddress else { return nil }
            return String(cString: text).split(separator: "\n").map(String.init)
        }
    }

    /// For `poll`. ``hasTables()`` silences it.
    package var number: Int32 { descriptor.number }

    /// Asks the kernel. What cannot be known counts as a firewall.
    package func hasTables() -> Bool { clinux_firewall_present(descriptor.number) != 0 }
}
