import Addresses
import Warren

/// The way that a packet would take now, asked of each node's kernel in turn.
public struct Way: EvidenceKind {
    public static let kind = "way"
    public static let isBackground = true

    /// Whether it is the way of the answers.
    public var isBack: Bool
    public var destination: IPAddress
    /// Of the packet with its IP header, in bytes.
    public var length: Int
    public var hops: [Hop]
    /// The node that has the destination's address; `nil` if the way ends before.
    public var end: String?

    package init(to destination: IPAddress, length: Int, isBack: Bool = false, hops: [Hop] = [], end: String? = nil) {
        self.destination = destination
        self.length = length
        self.isBack = isBack
        self.hops = hops
        self.end = end
    }

    /// Whether there is nothing to tell: the first node has the address itself, or could not be asked.
    package var isEmpty: Bool { hops.isEmpty }

    /// A line for each node: which route it would use, and what it knows of the next hop; then, where the way ends
    /// too soon, why.
    ///
    ///     pod-a would route 192.168.11.10 via 169.254.10.24 dev eth0, neighbour 02:… REACHABLE
    public var details: [Finding.Detail] {
        let lines = hops.flatMap { $0.lines(to: destination, length: length) }
        let last = end.map { ["\($0) has \(destination)"] } ?? []
        return [.init(isBack ? "the way back" : "the way", lines + last)]
    }
}
