import Netlink

/// iproute2's words for the kernel's numbers, in lower case throughout.
enum Words {
    static func operational(_ state: LinkState.OperationalState) -> String {
        switch state {
        case .unknown: "unknown"
        case .notPresent: "notpresent"
        case .down: "down"
        case .lowerLayerDown: "lowerlayerdown"
        case .testing: "testing"
        case .dormant: "dormant"
        case .up: "up"
        }
    }

    static func scope(_ scope: RouteScope) -> String {
        switch scope {
        case .global: "global"
        case .link: "link"
        case .host: "host"
        }
    }

    /// `BR_STATE_…` of <linux/if_bridge.h>.
    static func portState(_ number: UInt8) -> String {
        let names = ["disabled", "listening", "learning", "forwarding", "blocking"]
        return Int(number) < names.count ? names[Int(number)] : "\(number)"
    }

    static func routeType(_ type: RouteType) -> String { type == .unspecified ? "none" : "\(type)" }

    /// `RTPROT_…`: those of /etc/iproute2/rt_protos that one meets.
    static func proto(_ number: UInt8) -> String {
        let names: [UInt8: String] = [
            0: "unspec", 1: "redirect", 2: "kernel", 3: "boot", 4: "static", 8: "gated", 9: "ra", 10: "mrt", 11: "zebra",
            12: "bird", 16: "dhcp", 186: "bgp", 187: "isis", 188: "ospf", 189: "rip", 192: "eigrp",
        ]
        return names[number] ?? "\(number)"
    }

    static func neighbour(_ state: NeighbourState) -> String { "\(state)" }

    static func forwarding(_ state: ForwardingState) -> String {
        switch state {
        case .permanent: "permanent"
        case .static: "static"
        case .dynamic: "dynamic"
        }
    }
}
