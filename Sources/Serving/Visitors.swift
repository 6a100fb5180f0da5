import Addresses
import Synchronization

/// Who has come to a lab's servers, as the servers saw them: what address translation on the way has made of
/// the sender is in it.
package final class Visitors: Sendable {
    package struct Visitor: Sendable, Hashable {
        package var address: IPAddress
        package var port: UInt16
        /// Which server it came to.
        package var server: String

        package init(address: IPAddress, port: UInt16, server: String) {
            self.address = address
            self.port = port
            self.server = server
        }
    }

    /// Nobody asks after those of a lab that is up, so only the last are kept.
    private static let most = 20_000
    private let all = Mutex<[Visitor]>([])

    func add(_ visitor: Visitor) {
        all.withLock { all in
            if all.count >= Self.most { all.removeFirst(Self.most / 2) }
            all.append(visitor)
        }
    }

    /// Those since the last call, in the order in which they came.
    func take() -> [Visitor] {
        all.withLock { all in
            defer { all = [] }
            return all
        }
    }
}
