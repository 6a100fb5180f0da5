import CLinux
import Glibc
import Netlink
import Synchronization
import Testing

@testable import Namespaces
@testable import Runtime
@testable import Tunnels

/// The ipip relay in real namespaces. Needs root. One test at a time: some count the threads of this process.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
enum TunnelTests {}

/// A namespace of a test, with the tools that work in it from outside.
final class TunnelNode {
    /// Does the work of all tunnels of these tests, as that of a network does.
    static let relays = Result { try RelayThread() }

    /// Of the next cable.
    private static let nextIndex = Atomic<Int32>(1000)

    let namespace: NetworkNamespace

    init() throws { namespace = try NamespaceMaking([InheritedSettings.corrections.get()], sockets: 1).take(0).namespace }

    /// Two links, one in each node, that are one cable.
    static func cable(_ a: TunnelNode, _ nameA: String, _ b: TunnelNode, _ nameB: String) throws {
        struct Ends: Names {
            let peer: Int32
            func index(of link: String) throws(NetlinkError) -> Int32 { 0 }
            func descriptor(ofNamespace node: String) throws(NetlinkError) -> Int32 { peer }
        }
        let names = Ends(peer: b.namespace.descriptor.number)
        let veth = VethLink(peerName: nameB, peerNamespace: "peer")
        // The kernel looks at once at the carrier of a link whose other end has another index, and else after up to a second.
        let index = nextIndex.add(2, ordering: .relaxed).oldValue
        try a.namespace.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(LinkRequest(name: nameA, kind: .veth(veth)), index: index, peerIndex: index + 1, names: names)
        }
    }

    /// Waits until the cables that have a carrier also carry: the kernel throws away what is sent on a link before it has looked
    /// at the change of its carrier, a moment after the other end came up.
    func awaitCables(at location: SourceLocation = #_sourceLocation) throws {
        // Subscribed before the first look, so that no change falls between.
        let monitor = try namespace.run { try NetlinkSocket(groups: [.link]) }
        let deadline = Deadline(in: .seconds(20))
        while let idle = try namespace.socket.links().first(where: { $0.kind == "veth" && $0.isUp && $0.hasCarrier && $0.operState != .up }) {
            let isTold = try Poll.wait(for: [monitor.descriptor], until: deadline)
            try #require(isTold, "\(idle.name) does not carry packets", sourceLocation: location)
            _ = try monitor.receiveNotifications()
        }
    }

    /// What a command run in this namespace prints, and its status.
    @discardableResult
    func run(_ command: String) -> (status: Int32, output: String) {
        let started = start(command)
        return started.finish()
    }

    /// `ip …`, which must succeed.
    func ip(_ arguments: String..., at location: SourceLocation = #_sourceLocation) {
        for line in arguments {
            let (status, output) = run("ip \(line)")
            #expect(status == 0, "ip \(line): \(output)", sourceLocation: location)
        }
    }

    func start(_ command: String) -> RunningCommand {
        RunningCommand("exec timeout 20 nsenter --net=/proc/\(getpid())/fd/\(namespace.descriptor.number) \(command) 2>&1")
    }

    /// Adds a tunnel device with its relay and brings it up.
    ///
    /// - Parameter fastPathAfter: `nil`: all packets go by the relay
    func tunnel(
        _ tunnel: IPIPLink, name: String = "tun0", index: Int32 = 900, mtu: Int = 1480, fastPathAfter: UInt64? = nil
    ) throws -> IPIPRelay {
        let relay = try IPIPRelay(
            name: name, index: index, tunnel: tunnel, mtu: mtu, namespace: namespace, thread: Self.relays.get(), fastPathAfter: fastPathAfter)
        ip("link set \(name) up")
        return relay
    }
}

/// A command that runs beside the test.
final class RunningCommand {
    /// `nil` if it could not be started, which counts as a failure of the command.
    private let pipe: UnsafeMutablePointer<FILE>?

    init(_ command: String) { pipe = popen(command, "re") }

    func line() -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        guard let pipe, fgets(&buffer, Int32(buffer.count), pipe) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Waits for a line that contains the text.
    func await(_ text: String) {
        while let line = line() { if line.contains(text) { return } }
    }

    /// Whether it has not closed its output, as it does when it ends.
    var isRunning: Bool {
        guard let pipe else { return false }
        var polled = pollfd(fd: fileno(pipe), events: 0, revents: 0)
        return poll(&polled, 1, 0) == 0
    }

    /// Lets it end by itself, unheard: it is told that nobody listens.
    func kill() { if let pipe { fclose(pipe) } }

    func finish() -> (status: Int32, output: String) {
        guard let pipe else { return (-1, "popen failed") }
        var output = ""
        while let line = line() { output += line }
        return (pclose(pipe) >> 8, output)
    }
}

/// Raw access to a namespace's wires.
final class Wire {
    private let descriptor: Descriptor

    /// Listens to IPv4 packets on all links of the node; what it hears begins with the IP header.
    init(_ node: TunnelNode) throws {
        descriptor = try node.namespace.run {
            try Descriptor(socket(AF_PACKET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), Int32(UInt16(0x0003).bigEndian)), from: "socket")
        }
        // All that passes meanwhile may have to wait until it is looked at.
        var room: Int32 = 128 << 20
        setsockopt(descriptor.number, SOL_SOCKET, SO_RCVBUFFORCE, &room, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The next packets that satisfy the condition, until there are `count` or the time is over.
    func packets(_ count: Int, within duration: Duration = .seconds(3), where isWanted: ([UInt8]) -> Bool) throws -> [[UInt8]] {
        let deadline = Deadline(in: duration)
        var found: [[UInt8]] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while found.count < count, try Poll.wait(for: [descriptor.number], until: deadline) {
            let length = recv(descriptor.number, &buffer, buffer.count, 0)
            guard length > 0 else { continue }
            let packet = Array(buffer.prefix(length))
            if isWanted(packet) { found.append(packet) }
        }
        return found
    }

    static func isTunnelled(_ packet: [UInt8]) -> Bool { packet.count >= 40 && packet[0] == 0x45 && packet[9] == 4 }
}

/// Two hosts on one cable with a tunnel in each: the article's.
final class TunnelPair {
    let host1: TunnelNode
    let host2: TunnelNode
    let relay1: IPIPRelay
    let relay2: IPIPRelay

    init(
        _ first: IPIPLink = .between("10.57.4.20", ttl: 64), _ second: IPIPLink = .between("10.57.4.21", ttl: 64),
        mtu: Int = 1480, fastPathAfter: UInt64? = nil
    ) throws {
        host1 = try TunnelNode()
        host2 = try TunnelNode()
        try TunnelNode.cable(host1, "eth0", host2, "eth0")
        host1.ip("addr add 10.57.4.20/24 dev eth0", "link set eth0 up", "link set lo up")
        host2.ip("addr add 10.57.4.21/24 dev eth0", "link set eth0 up", "link set lo up")
        for host in [host1, host2] { try host.awaitCables() }
        relay1 = try host1.tunnel(first, mtu: mtu, fastPathAfter: fastPathAfter)
        relay2 = try host2.tunnel(second, mtu: mtu, fastPathAfter: fastPathAfter)
        host1.ip("addr add 192.168.10.10/32 dev tun0", "route add 192.168.11.0/24 via 10.57.4.21 dev tun0 onlink")
        host2.ip("addr add 192.168.11.10/32 dev tun0", "route add 192.168.10.0/24 via 10.57.4.20 dev tun0 onlink")
    }
}

extension IPIPLink {
    static func between(_ local: String?, _ remote: String? = nil, ttl: UInt8? = nil, pathMTUDiscovery: Bool? = nil) -> IPIPLink {
        IPIPLink(
            local: local.flatMap { .init($0) }, remote: remote.flatMap { .init($0) }, ttl: ttl, pathMTUDiscovery: pathMTUDiscovery)
    }
}
