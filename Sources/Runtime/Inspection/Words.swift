import Netlink

/// iproute2's words for the kernel's numbers, in lower case throughout.
enum Words {
    static func operational(_ state: LinkState.OperationalState) -> String { "\(state)".lowercased() }

    /// `BR_STATE_…` of <linux/if_bridge.h>.
    static func portState(_ number: UInt8) -> String {
        let names = ["disabled", "listening", "learning", "forwarding", "blocking"]
        return Int(number) < names.count ? names[Int(number)] : "\(number)"
    }
}
