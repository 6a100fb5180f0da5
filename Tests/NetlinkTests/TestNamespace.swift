import CLinux
import Foundation
import Testing

@testable import Netlink

/// A fresh network namespace, held by a descriptor; it is gone when this is.
final class TestNamespace: Sendable {
    let descriptor: Int32
    let socket: NetlinkSocket
    /// A second socket, which is told of changes.
    let listener: NetlinkSocket
    /// A third, which is told of IPv4 addresses only.
    let addressListener: NetlinkSocket

    init() throws {
        (descriptor, socket, listener, addressListener) = try ThrowawayThread.inNewNamespace { () throws(NetlinkError) in
            let descriptor = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw NetlinkError(operation: "open", errno: errno) }
            return (
                descriptor, try NetlinkSocket(), try NetlinkSocket(groups: Set(NotificationGroup.allCases)),
                try NetlinkSocket(groups: [.ipv4Address])
            )
        }
    }

    deinit { close(descriptor) }

    /// All objects of a kind.
    func all<Object: KernelObject>(_ kind: Object.Type) throws -> [Object] {
        // Nothing here is asked of generic netlink.
        let reader = try NamespaceReader(socket) { family in throw NetlinkError(operation: family, errno: EPROTONOSUPPORT) }
        return try Object.all(in: reader)
    }

    /// What a program prints that runs in the namespace. The oracle: `ip -j …`, `bridge -j …`, `cat /proc/sys/net/…`.
    @discardableResult
    func run(_ arguments: String...) throws -> Data {
        try spawn(arguments)
    }

    private func spawn(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/nsenter")
        process.arguments = ["--net=/proc/\(getpid())/fd/\(descriptor)"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(arguments)")
        return data
    }

    /// The JSON array that `ip -j` or `bridge -j` prints, with the empty objects left out.
    func show(_ command: String) throws -> [[String: Any]] {
        let words = command.split(separator: " ").map(String.init)
        let data = try spawn([words[0], "-j"] + words.dropFirst())
        if data.allSatisfy({ $0 == 0x0a || $0 == 0x20 }) { return [] }
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        return json.filter { !$0.isEmpty }
    }

    /// A file below /proc/sys/net as the namespace has it.
    func sysctl(_ path: String) throws -> String {
        String(decoding: try run("cat", "/proc/sys/net/\(path)"), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Takes what the listener is told until that has satisfied each condition.
    func hear(
        _ conditions: [(Netlink.Notification) -> Bool], at location: SourceLocation = #_sourceLocation
    ) throws {
        let limit = ContinuousClock.now + .seconds(20)
        var missing = conditions
        while true {
            for notification in try listener.receiveNotifications() { missing.removeAll { $0(notification) } }
            if missing.isEmpty { return }
            var polled = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
            let left = max(0, Int32((limit - .now) / .milliseconds(1)))
            try #require(poll(&polled, 1, left) == 1, "\(missing.count) of \(conditions.count) not heard", sourceLocation: location)
        }
    }

    /// Waits until links carry packets, and the listener has been told: the kernel looks at the change of a veth's carrier a
    /// moment after its other end came up.
    func awaitUp(_ indexes: Int32..., at location: SourceLocation = #_sourceLocation) throws {
        try hear(
            indexes.map { index in
                { if case .link(.new, let link) = $0 { link.index == index && link.operState == .up } else { false } }
            }, at: location)
    }

    /// A namespace with the bridge br0 and, on it, the veth v0, whose other end v1 is in the same namespace; all up.
    static func withBridge() throws -> TestNamespace {
        let namespace = try TestNamespace()
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(
                LinkRequest(name: "br0", kind: .bridge(BridgeLink())), index: 7, names: NoNames())
            try batch.createLink(
                LinkRequest(name: "v0", kind: .veth(VethLink(peerName: "v1"))), index: 8, peerIndex: 9,
                names: NoNames())
            for index: Int32 in [1, 7, 8, 9] {
                try batch.changeLink(LinkChange(up: true, generatesIPv6Addresses: false), index: index, names: NoNames())
            }
        }
        try namespace.awaitUp(8, 9)
        return namespace
    }
}

/// Knows no name: for requests that have none.
typealias NoNames = LinkTable
