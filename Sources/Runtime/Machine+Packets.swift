import Capturing
import Firewalls
import Glibc
import Namespaces

/// What packets are seen and filtered by.
extension Machine {
    /// In a namespace of Warren's: an ordinary user has rights there alone.
    static func capture() -> Ability {
        func missing(_ meaning: String, _ remedy: String) -> Ability {
            Ability("packet capture", .missing, meaning, remedy: remedy, isEssential: true)
        }
        if let absence = Libpcap.absence { return missing("nothing can be seen: \(absence)", "install libpcap") }
        let descriptor = try? NetworkNamespace.make().run { try Descriptor(socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0), from: "socket") }
        guard descriptor != nil else {
            return missing("raw sockets are not permitted, so nothing can be sent or seen", "run with CAP_NET_RAW")
        }
        return Ability("packet capture", .present, "what passes on the links is seen", isEssential: true)
    }

    /// What a `Firewall` is made of, tried in a namespace that lasts for the question only: first a chain, then what
    /// kernels have in modules of their own.
    static func nftables() -> Ability {
        let name = "nftables"
        let chain = "add table inet warren\nadd chain inet warren forward { type filter hook forward priority filter;policy drop;}\n"
        let rules = [
            ("counter", "count"), ("ct state established,related accept", "tell connections apart"),
            ("reject with icmpx host-unreachable", "reject"),
        ]
        do {
            try Nft.run([chain], in: .nowhere)
            let lacking = rules.filter { rule, _ in
                (try? Nft.run([chain, "add rule inet warren forward \(rule)\n"], in: .nowhere)) == nil
            }
            if lacking.isEmpty { return Ability(name, .present, "Firewall") }
            return Ability(
                name, .missing, "no Firewall with rules that " + lacking.map(\.1).joined(separator: " or "),
                remedy: "modprobe nft_ct nft_reject_inet, or a kernel that has them")
        } catch let error as Nft.Unavailable {
            return Ability(name, .missing, "no Firewall: \(error)", remedy: "install libnftables")
        } catch {
            return Ability(
                name, .missing, "no Firewall: \(error)", remedy: "modprobe nf_tables, or a kernel that has it with the family inet")
        }
    }
}
