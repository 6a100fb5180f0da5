import Glibc
import Namespaces
import Netlink

/// The kernel removes namespaces in the background, long after the program that had them is gone. What is measured
/// next waits until it has, or it would share the machine, and the lock of all links, with that work.
enum Settling {
    /// Until every namespace is gone that was let go of before.
    ///
    /// The kernel tells nobody when one is gone, but that a link is whose other end was in it. It removes namespaces in batches,
    /// one batch after the other: those that were let go of while the one before was being removed. So when a first
    /// namespace goes, the batch with all the earlier ones has come to its links; and a second one goes in a later batch.
    static func wait() throws {
        let home = try home.get()
        let monitor = try home.run { try NetlinkSocket(groups: [.link]) }
        for _ in 0..<2 {
            try tie(NetworkNamespace.make(), to: home)
            while !(try awaitNews(monitor)).contains(where: isRemoval) {}
        }
    }

    /// Where it is told; it is never removed itself.
    private static let home = Result { try NetworkNamespace.make() }
    private static let link = "settling"

    /// Gives the namespaces a link between them, and lets go of one.
    private static func tie(_ away: NetworkNamespace, to home: NetworkNamespace) throws {
        struct Ends: Names {
            let home: Int32
            func index(of link: String) throws(NetlinkError) -> Int32 { 0 }
            func descriptor(ofNamespace node: String) throws(NetlinkError) -> Int32 { home }
        }
        let request = LinkRequest(name: link, kind: .veth(VethLink(peerName: link, peerNamespace: "home")))
        try away.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(request, index: nil, peerIndex: nil, names: Ends(home: home.descriptor.number))
        }
    }

    private static func awaitNews(_ monitor: NetlinkSocket) throws -> [Notification] {
        var polled = pollfd(fd: monitor.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, 600_000) > 0 else { throw Execution.Failure(description: "the kernel did not remove namespaces for ten minutes") }
        return try monitor.receiveNotifications()
    }

    private static func isRemoval(_ notification: Notification) -> Bool {
        if case .link(.deleted, let state) = notification { state.name == link } else { false }
    }
}
