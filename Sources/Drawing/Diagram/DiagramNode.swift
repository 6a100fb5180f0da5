import Planning
import Warren

extension Diagram {
    /// A host, a namespace or a pod.
    package struct Node: Sendable, Hashable {
        package let name: String
        package let role: NodeState.Role
        /// All but `lo`, in the order in which they are made.
        package let links: [Link]
        /// A host's.
        package let pods: [Node]
        /// How many pods of the host the picture leaves out.
        package let hiddenPods: Int
        package let notes: [Note]

        /// `+44 pods`
        var remainder: String? {
            hiddenPods == 0 ? nil : hiddenPods == 1 ? "+1 pod" : "+\(hiddenPods) pods"
        }

        subscript(link name: String) -> Link? { links.first { $0.name == name } }

        /// The links that are ports of a bridge of this node.
        func ports(of bridge: String) -> [Link] { links.filter { $0.master == bridge } }

        var bridges: [Link] { links.filter { $0.kind == .bridge } }
    }

    /// A link with what a picture says of it.
    package struct Link: Sendable, Hashable {
        /// What a link is to the eye.
        package enum Kind: Sendable, Hashable {
            /// One end of a veth pair.
            case cable
            case bridge
            case tunnel(Encapsulation)
            /// Whatever else there is, by the kernel's name of its kind.
            case other(String)
        }

        package let name: String
        package let kind: Kind
        /// In CIDR notation, in the order in which they are added.
        package let addresses: [String]
        /// The bridge that the link is a port of.
        package let master: String?
        package let isUp: Bool
        /// The other end of a cable.
        package let peer: LinkReference?
        /// What a token bucket lets through: `at most 10 Mbit/s`.
        package let limit: String?

        var encapsulation: Encapsulation? {
            if case .tunnel(let encapsulation) = kind { encapsulation } else { nil }
        }

        /// The name, and whether the link is down: a picture must not promise a way that is not there.
        var label: String { isUp ? name : "\(name) (down)" }

        /// Addresses, and what else stands behind the name.
        var details: [String] { addresses + [limit].compactMap { $0 } }

        /// `eth0 10.57.4.20/24`, with further addresses after it.
        var caption: String { ([label] + details).joined(separator: " ") }
    }
}
