import Glibc
import Netlink
import Synchronization

/// Deletes a link, and does not wait for what the kernel does about it afterwards.
///
/// The kernel answers RTM_DELLINK when every processor has let go of the link's memory (`rcu_barrier` in
/// `netdev_run_todo`, net/core/dev.c): some 15 ms after the link itself is gone, without holding anybody else up. So
/// a thread of its own waits for the answer, and the caller for the link's last notification.
package enum LinkDeletion {
    /// Returns when the link is gone from the calling thread's namespace. `ip link delete dev LINK`
    ///
    /// - Throws: the kernel's refusal.
    package static func run(_ index: Int32) throws {
        let monitor = try NetlinkSocket(groups: [.link]), socket = try NetlinkSocket()
        let answer = Answer(bell: try Bell())
        let thread = try OwnThread.start {
            answer.give(Result { try socket.execute { batch in batch.deleteLink(index: index) } })
        }
        pthread_detach(thread)
        while true {
            let ready = try Poll.ready([answer.bell.number, monitor.descriptor], until: nil)
            if ready.contains(0) { return try answer.get() }
            let isGone = try monitor.receiveNotifications().contains { notification in
                if case .link(.deleted, let link) = notification { link.index == index } else { false }
            }
            if isGone { return }
        }
    }

    /// The kernel's answer, on its way from one thread to the other.
    private final class Answer: Sendable {
        let bell: Bell
        private let result = Mutex<Result<Void, any Error>?>(nil)

        init(bell: Bell) { self.bell = bell }

        func give(_ answer: Result<Void, any Error>) {
            result.withLock { $0 = answer }
            bell.ring()
        }

        func get() throws { try result.withLock { $0 }?.get() }
    }
}
