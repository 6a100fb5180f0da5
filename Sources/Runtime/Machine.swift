import Glibc
import Namespaces
import Netlink

/// What the machine that Warren runs on can do.
package enum Machine {
    /// Why no lab can run here, with the remedy; `nil` if one can.
    ///
    /// - Parameter probing: whether packets are to be sent and captured, too.
    package static func obstacle(probing: Bool = false) -> String? {
        do {
            // To make a namespace takes one capability, and to change anything in it another.
            try NetworkNamespace.make().socket.execute { batch throws(NetlinkError) in
                try batch.changeLink(LinkChange(up: true), index: 1, names: LinkTable())
            }
            if let obstacle = obstacleToSettings() { return obstacle }
            return probing ? obstacleToProbing() : nil
        } catch let failure as SystemError where failure.errno == EPERM {
            return "making network namespaces is not permitted; \(UserNamespace.remedy)"
        } catch let error as NetlinkError where error.errno == EPERM {
            return "changing links is not permitted, not even in a network namespace of one's own; \(UserNamespace.remedy)"
        } catch let failure as SystemError where failure.errno == ENOSPC {
            return "the limit of network namespaces is reached; raise the sysctl user.max_net_namespaces"
        } catch {
            return "network namespaces cannot be made: \(error)"
        }
    }

    /// Containers have their settings mounted so that nobody writes them, whatever capabilities they were given.
    private static func obstacleToSettings() -> String? {
        guard access("/proc/sys/net/ipv4/ip_forward", W_OK) != 0, errno == EROFS else { return nil }
        return "no setting can be written: /proc/sys is mounted read-only; run the container with --privileged, or with --security-opt systempaths=unconfined"
    }

    private static func obstacleToProbing() -> String? {
        let capture = capture()
        return capture.state == .missing ? "\(capture.meaning); \(capture.remedy)" : nil
    }

    /// Everything that labs may need, in the order of its weight.
    package static func abilities() -> [Ability] {
        if let obstacle = obstacle() {
            return [Ability("network namespaces", .missing, "no lab can run", remedy: obstacle, isEssential: true)]
        }
        let place = UserNamespace.isOwn ? ", in a user namespace: without root's rights" : ""
        var abilities = [Ability("network namespaces", .present, "hosts, pods and segments" + place, isEssential: true)]
        let kinds: [(String, String, Bool)] = [
            ("veth", "cables", true), ("bridge", "segments and bridges", true), ("vxlan", "Vxlan", false),
        ]
        for (kind, meaning, isEssential) in kinds {
            abilities.append(driver(kind, meaning, isEssential: isEssential))
        }
        abilities.append(ipip())
        abilities += rareDrivers()
        abilities.append(nftables())
        abilities.append(capture())
        return abilities
    }
}
