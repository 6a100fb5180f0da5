import Glibc
import Namespaces
import Netlink
import Warren

/// A node's links as they are, and a word when they change.
///
/// It stays with the namespace in which it began, and keeps that alive: by the keeper's number for it there may soon be
/// another one.
struct LinkWatch {
    let node: String
    /// The number of the namespace in /proc/PID/ns/net: a node that is made anew has another one.
    let inode: UInt64
    private let namespace: Descriptor
    private let notifications: NetlinkSocket
    private let tables: NetlinkSocket

    init(_ node: String, in lab: any CapturedLab) throws {
        self.node = node
        let namespace = try lab.namespace(of: node)
        inode = try namespace.inode()
        self.namespace = namespace
        (notifications, tables) = try OwnThread.run(in: namespace.number) { (try NetlinkSocket(groups: [.link]), try NetlinkSocket()) }
    }

    /// For `poll`.
    var number: Int32 { notifications.descriptor }

    /// Takes back what it has told so far.
    ///
    /// - Returns: whether it has told anything
    func silence() throws -> Bool { try !notifications.receiveNotifications().isEmpty }

    /// Those links on which something can pass, in the order of their indexes: all that are up, but lo.
    func places() throws -> [CapturePlace] {
        try tables.links().filter { $0.isUp && $0.name != "lo" }.sorted { $0.index < $1.index }.map {
            CapturePlace(link: LinkReference(node: node, link: $0.name), index: $0.index, namespace: namespace)
        }
    }
}
