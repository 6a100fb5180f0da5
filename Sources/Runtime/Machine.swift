import CLinux
import Glibc
import Netlink

/// What the machine that Warren runs on can do.
public enum Machine {
    /// One thing that labs need, and whether it is there.
    public struct Ability: Sendable {
        public enum State: Sendable {
            case present
            /// Missing in the kernel, and done by Warren instead.
            case substituted
            case missing
        }

        public var name: String
        public var state: State
        /// What it is good for, or what follows from its absence.
        public var meaning: String
        /// What to do about it; empty where there is nothing to do.
        public var remedy: String
        /// Whether no lab at all runs without it.
        public var isEssential: Bool

        public init(_ name: String, _ state: State, _ meaning: String, remedy: String = "", isEssential: Bool = false) {
            self.name = name
            self.state = state
            self.meaning = meaning
            self.remedy = remedy
            self.isEssential = isEssential
        }
    }

    /// Why no lab can run here, with the remedy; `nil` if one can.
    ///
    /// - Parameter probing: whether packets are to be sent and captured, too.
    public static func obstacle(probing: Bool = false) -> String? {
        do {
            // To make a namespace takes one capability, and to change anything in it another.
            try Namespace.make([[]]).first?.0.socket.execute { batch throws(NetlinkError) in
                try batch.changeLink(LinkChange(up: true), index: 1, names: LinkTable())
            }
            if let obstacle = obstacleToSettings() { return obstacle }
            return probing ? obstacleToProbing() : nil
        } catch let failure as Namespace.Failure where failure.errno == EPERM {
            return "making network namespaces is not permitted; \(privileged)"
        } catch let error as NetlinkError where error.errno == EPERM {
            return "changing links is not permitted, not even in a network namespace of one's own; \(privileged)"
        } catch let failure as Namespace.Failure where failure.errno == ENOSPC {
            return "the limit of network namespaces is reached; raise the sysctl user.max_net_namespaces"
        } catch {
            return "network namespaces cannot be made: \(error)"
        }
    }

    private static let privileged = "run as root, or in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN"

    /// Containers have their settings mounted so that nobody writes them, whatever capabilities they were given.
    private static func obstacleToSettings() -> String? {
        guard access("/proc/sys/net/ipv4/ip_forward", W_OK) != 0, errno == EROFS else { return nil }
        return "no setting can be written: /proc/sys is mounted read-only; run the container with --privileged, or with --security-opt systempaths=unconfined"
    }

    private static func obstacleToProbing() -> String? {
        capture().state == .missing ? "raw sockets are not permitted, so nothing can be sent or seen; run with CAP_NET_RAW" : nil
    }

    /// Everything that labs may need, in the order of its weight.
    public static func abilities() -> [Ability] {
        if let obstacle = obstacle() {
            return [Ability("network namespaces", .missing, "no lab can run", remedy: obstacle, isEssential: true)]
        }
        var abilities = [Ability("network namespaces", .present, "hosts, pods and segments", isEssential: true)]
        let kinds: [(String, String, Bool)] = [
            ("veth", "cables", true), ("bridge", "segments and bridges", true), ("vxlan", "Vxlan", false),
        ]
        for (kind, meaning, isEssential) in kinds {
            abilities.append(driver(kind, meaning, isEssential: isEssential))
        }
        abilities.append(ipip())
        abilities.append(capture())
        return abilities
    }

    /// Whether the kernel makes links of the kind, tried in a namespace that lasts for the question only.
    private static func hasDriver(_ kind: String) -> Bool {
        guard let scratch = try? Namespace.make([[]]).first?.0 else { return false }
        return (try? scratch.socket.canMakeLink(ofKind: kind)) ?? false
    }

    private static func driver(_ kind: String, _ meaning: String, isEssential: Bool) -> Ability {
        if hasDriver(kind) { return Ability("\(kind) driver", .present, meaning, isEssential: isEssential) }
        return Ability("\(kind) driver", .missing, "no \(meaning)", remedy: "modprobe \(kind), or a kernel that has it", isEssential: isEssential)
    }

    private static func ipip() -> Ability {
        if hasDriver("ipip") {
            return Ability("ipip driver", .present, "IPIP, by the kernel's own driver")
        }
        // The device may be there without a driver behind it.
        if (try? Descriptor(open("/dev/net/tun", O_RDWR | O_CLOEXEC), from: "open")) != nil {
            return Ability("ipip driver", .substituted, "IPIP, by Warren's relay over a TUN device: the kernel has no driver", remedy: "modprobe ipip gives the kernel's own, where there is one")
        }
        return Ability("ipip driver", .missing, "no IPIP: the kernel has neither a driver nor a TUN device for the relay", remedy: "modprobe ipip, or modprobe tun")
    }

    private static func capture() -> Ability {
        let descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0)
        guard descriptor >= 0 else {
            return Ability("packet capture", .missing, "nothing can be seen on the wire", remedy: "run with CAP_NET_RAW", isEssential: true)
        }
        close(descriptor)
        return Ability("packet capture", .present, "what passes on the links is seen", isEssential: true)
    }
}
