import Capturing
import Glibc
import Namespaces
import Netlink
import Warren

/// A lab that its keeper holds, as another process looks inside it.
///
/// Whoever has a descriptor of a namespace, or a socket in one, keeps it alive. So nothing is opened for longer
/// than it is used, and ``keeper`` tells when it is time to let go.
package struct OpenedLab: Sendable {
    /// What is asked for and is not there.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        case noSuchLink(LinkReference, links: [String])
        case noLinkUp(String)
        /// The lab ended while it was looked at.
        case gone(String)

        package var description: String {
            switch self {
            case .noSuchLink(let link, let links): "\(link.node) has no link \(link.link); it has \(links.joined(separator: ", "))"
            case .noLinkUp(let node): "\(node) has no link that is up"
            case .gone(let name): "\(name) is gone"
            }
        }
    }

    package let record: LabRecord
    private let process: Descriptor
    let state: StateDirectory

    /// - Throws: ``StateDirectory/Failure`` if no such lab is running.
    package init(_ name: String, state: StateDirectory = StateDirectory()) throws {
        let found = try state.lab(name)
        guard let process = try found.keeper.descriptor() else { throw Failure.gone(name) }
        self.process = process
        record = try state.lab(name)
        guard record.process == found.process else { throw Failure.gone(name) }
        self.state = state
    }

    /// Readable once the keeper has ended, and the lab with it.
    package var keeper: Int32 { process.number }

    /// Whether the lab has ended, or is about to.
    ///
    /// A keeper that is asked to end forgets the lab before it lets go of the first namespace.
    ///
    /// - Parameter patience: how long to wait for the end of a keeper that was killed, whose namespaces may go before it
    package func ends(within patience: Duration) -> Bool {
        (try? confirm()) == nil || (try? Poll.wait(for: [keeper], until: Deadline(in: patience))) ?? false
    }

    /// What was read of a lab while it ended is not what it was made of, and an error in reading it says nothing else than that.
    ///
    /// - Throws: ``Failure/gone(_:)`` once its keeper has begun to let go of it.
    func confirm() throws(Failure) {
        guard (try? state.keeper(of: record.name)) == record.keeper else { throw .gone(record.name) }
    }

    /// What is written down of it.
    package var directory: String { state.directory(of: record.name) }

    /// The nodes' names.
    package var nodes: [String] { record.nodes.keys.sorted() }

    /// Opens a node's namespace.
    package func namespace(of node: String) throws -> Descriptor {
        let path = try state.namespacePath(of: node, in: record)
        do {
            return try Descriptor(open(path, O_RDONLY | O_CLOEXEC), from: "open", path)
        } catch where error.errno == ENOENT {
            throw Failure.gone(record.name)
        }
    }

    /// A node's links as they are now, in the order of their indexes.
    package func links(of node: String) throws -> [LinkState] {
        let namespace = try namespace(of: node)
        return try OwnThread.run(in: namespace.number) { try NetlinkSocket().links() }.sorted { $0.index < $1.index }
    }

    /// Those links of a node on which something can pass: all that are up, but lo.
    package func capturableLinks(of node: String) throws -> [LinkReference] {
        let links = try links(of: node).filter { $0.isUp && $0.name != "lo" }
        guard !links.isEmpty else { throw Failure.noLinkUp(node) }
        return links.map { LinkReference(node: node, link: $0.name) }
    }

    package func capturePlace(of link: LinkReference) throws -> CapturePlace {
        let links = try links(of: link.node)
        guard let found = links.first(where: { $0.name == link.link }) else {
            throw Failure.noSuchLink(link, links: links.map(\.name))
        }
        return CapturePlace(link: link, index: found.index, namespace: try namespace(of: link.node))
    }
}
