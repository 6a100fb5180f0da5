import Glibc
import Netlink
import Testing

@testable import Runtime

/// The relays' threads in this process.
func relayThreads() -> [(id: Int32, ticks: Int)] {
    entries(of: "/proc/self/task").compactMap { name in
        guard let stat = contents(of: "/proc/self/task/\(name)/stat"), stat.contains("(warren-ipip)"), let id = Int32(name) else { return nil }
        let fields = stat.split(separator: " ")
        return (id, (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0))
    }
}

private func entries(of directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        names.append(withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } })
    }
    return names.filter { !$0.hasPrefix(".") }
}

private func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
}

extension TunnelTests {
    /// A relay comes and goes without a trace. Needs root.
    @Suite struct LifetimeTests {
        @Test func `stopping removes the device, the thread and every descriptor`() throws {
            let node = try TunnelNode()
            func cycle(_ count: Int) throws {
                for round in 0..<count {
                    let relay = try IPIPRelay(
                        name: "tun0", index: 50, tunnel: .between("10.0.0.1", pathMTUDiscovery: false), mtu: 1480, namespace: node.namespace,
                        thread: TunnelNode.relays.get())
                    #expect(try node.namespace.socket.links().contains { $0.name == "tun0" && $0.index == 50 && $0.mtu == 1480 && !$0.isUp })
                    // Every second one goes with its last reference.
                    if round % 2 == 0 { for _ in 0..<2 { relay.stop() } }
                    withExtendedLifetime(relay) {}
                }
            }
            try cycle(2)
            let before = (threads: relayThreads().count, descriptors: entries(of: "/proc/self/fd").count)
            // A child that is being started holds copies of all descriptors for a moment.
            let starter = try OwnThread.start { for _ in 0..<400 { _ = RunningCommand("true").finish() } }
            try cycle(60)
            pthread_join(starter, nil)
            #expect(try node.namespace.socket.links().map(\.name) == ["lo"])
            #expect(relayThreads().count - before.threads < 10)
            // Other tests of this process open and close descriptors too; a leak here would be of 60 at least.
            #expect(entries(of: "/proc/self/fd").count - before.descriptors < 30)
        }

        @Test func `stopping in the middle of traffic is prompt`() throws {
            let pair = try TunnelPair()
            let flood = pair.host1.start("ping -f -w 2 192.168.11.10")
            try eventually { pair.relay1.statistics.receivedPackets > 100 }
            let start = ContinuousClock.now
            pair.relay1.stop()
            #expect(ContinuousClock.now - start < .seconds(1))
            #expect(!(try pair.host1.namespace.socket.links().contains { $0.name == "tun0" }))
            flood.kill()
        }

        @Test func `a relay that leaves its device to the namespace carries nothing any more, and the other one goes on`() throws {
            let pair = try TunnelPair()
            let before = entries(of: "/proc/self/fd").count
            func leave() throws {
                let relay = try pair.host1.tunnel(.between("10.58.0.1", "10.58.0.2"), name: "tun1", index: 901)
                for _ in 0..<2 { relay.leave() }
            }
            for number in 0..<20 {
                try leave()
                #expect(try pair.host1.namespace.socket.links().contains { $0.name == "tun1" && !$0.hasCarrier }, "round \(number)")
                pair.host1.ip("link delete tun1")
            }
            // Other tests of this process open and close descriptors too; a leak here would be of 20 at least.
            #expect(entries(of: "/proc/self/fd").count - before < 15)
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
        }

        @Test func `a device that somebody else deletes ends its relay`() throws {
            let node = try TunnelNode()
            let relay = try node.tunnel(.between(nil, ttl: 64))
            let running = relayThreads().count
            node.ip("link del tun0")
            try eventually { relayThreads().count < running }
            relay.stop()
        }

        @Test func `a name or an index that is taken, and a tunnel that the kernel would refuse, are refused`() throws {
            let node = try TunnelNode()
            let relay = try node.tunnel(.between(nil, ttl: 64))
            #expect(throws: SystemError.self) { try node.tunnel(.between(nil, ttl: 64), name: "tun0", index: 901) }
            #expect(throws: SystemError.self) { try node.tunnel(.between(nil, ttl: 64), name: "tun1", index: 900) }
            #expect(throws: SystemError.self) { try node.tunnel(.between(nil, ttl: 64, pathMTUDiscovery: false), name: "tun1", index: 901) }
            #expect(throws: SystemError.self) { try node.tunnel(.between("fd00::1", ttl: 64), name: "tun1", index: 901) }
            #expect(try node.namespace.socket.links().count == 2)
            relay.stop()
        }

        @Test func `iperf3 tells what the relay carries`() throws {
            let pair = try TunnelPair()
            let server = pair.host2.start("iperf3 -s -1 --forceflush")
            server.await("listening")
            let output = pair.host1.run("iperf3 -c 192.168.11.10 -t 2 -f g").output
            let figures = output.split(separator: "\n").filter { $0.hasSuffix("sender") || $0.hasSuffix("receiver") }
            #expect(!figures.isEmpty, "\(output)")
            _ = server.finish()
            let flood = pair.host1.run("ping -q -f -c 2000 192.168.11.10").output
            print(figures.joined(separator: "\n"), String(flood.split(separator: "\n").last ?? ""), separator: "\n")
            print(pair.relay1.statistics)
        }
    }
}
