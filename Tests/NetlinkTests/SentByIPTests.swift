import Addresses
import CNetlink
import Foundation
import Testing

@testable import Netlink

/// What ip(8), bridge(8) and tc(8) send for the commands that stand for requests, read by strace(1) on its way: every
/// attribute that Warren sends must be in it, with the same bytes. No kernel needs the drivers for that.
@Suite("Requests are what the tools of iproute2 send")
struct SentByIPTests {
    static let requests: [LinkRequest] = [
        LinkRequest(name: "x", kind: .dummy(DummyLink()), mac: MACAddress("02:00:00:00:00:01")!, mtu: 9000),
        LinkRequest(name: "x", kind: .gre(GRELink(local: IPAddress("10.0.0.1")!, remote: IPAddress("10.0.0.2")!)), mtu: 1476),
        LinkRequest(
            name: "x",
            kind: .gre(GRELink(local: IPAddress("10.0.0.1")!, remote: IPAddress("10.0.0.2")!, key: 0x0102_0304, checksum: true, sequence: true, ttl: 64, tos: 16))),
        LinkRequest(name: "x", kind: .gre(GRELink(carriesEthernet: true, remote: IPAddress("10.0.0.2")!, key: 7)), mac: MACAddress("02:00:00:00:00:01")!),
        LinkRequest(name: "x", kind: .gre(GRELink(local: IPAddress("fd00::1")!, remote: IPAddress("fd00::2")!, key: 7))),
        LinkRequest(name: "x", kind: .gre(GRELink(carriesEthernet: true, local: IPAddress("fd00::1")!, remote: IPAddress("fd00::2")!, ttl: 9, tos: 32))),
        LinkRequest(name: "x", kind: .geneve(GeneveLink(id: 0x01_0203, remote: IPAddress("10.0.0.2")!, port: 6082, ttl: 5, tos: 1)), mtu: 1450),
        LinkRequest(name: "x", kind: .geneve(GeneveLink(id: 100, remote: IPAddress("fd00::2")!))),
        LinkRequest(name: "x", kind: .vlan(VLANLink(lower: "lo", id: 100))),
        LinkRequest(name: "x", kind: .vlan(VLANLink(lower: "lo", id: 4094, tag: .dot1ad)), mtu: 1496),
        LinkRequest(name: "x", kind: .vrf(VRFLink(table: 1000))),
        LinkRequest(name: "x", kind: .ipvlan(IPVLANLink(lower: "lo", mode: .l2))),
        LinkRequest(name: "x", kind: .ipvlan(IPVLANLink(lower: "lo", mode: .l3s))),
        LinkRequest(name: "x", kind: .wireguard(WireGuardLink()), mtu: 1420),
        LinkRequest(name: "x", kind: .bridge(BridgeLink(ageing: 20, vlanFiltering: true))),
        LinkRequest(name: "x", kind: .macvlan(MacvlanLink(lower: "lo", mode: .private))),
        LinkRequest(name: "x", kind: .ipip(IPIPLink(local: IPAddress("10.0.0.1")!, remote: IPAddress("10.0.0.2")!, ttl: 64))),
        LinkRequest(name: "x", kind: .vxlan(VxlanLink(id: 100, port: 4789, local: IPAddress("10.0.0.1")!, learning: false))),
    ]

    @Test(arguments: requests)
    func `a link of each kind`(_ request: LinkRequest) throws {
        var words = ["ip", "link", "add"] + (request.kind.isLinkOfLower ? ["link", "lo", "name", request.name] : [request.name])
        if let mac = request.mac { words += ["address", "\(mac)"] }
        if let mtu = request.mtu { words += ["mtu", "\(mtu)"] }
        let bytes = try encoded { batch throws(NetlinkError) in try batch.createLink(request, names: Loopback()) }
        try compare(bytes, words + ["type", request.kind.name] + request.kind.arguments, type: Int(RTM_NEWLINK), header: 16, nests: [[18], [18, 2]])
    }

    @Test(arguments: [
        BridgeVLANEntry(link: "lo", id: 10), BridgeVLANEntry(link: "lo", id: 20, isPVID: true, isUntagged: true),
        BridgeVLANEntry(link: "lo", id: 30, isPVID: true), BridgeVLANEntry(link: "lo", id: 40, isUntagged: true),
        BridgeVLANEntry(link: "lo", id: 4094, isOfBridge: true),
    ])
    func `a VLAN of a bridge's port`(_ entry: BridgeVLANEntry) throws {
        let words = ["dev", "lo", "vid", "\(entry.id)"] + (entry.isPVID ? ["pvid"] : []) + (entry.isUntagged ? ["untagged"] : []) + (entry.isOfBridge ? ["self"] : [])
        let added = try encoded { batch throws(NetlinkError) in try entry.add(to: &batch, names: Loopback()) }
        try compare(added, ["bridge", "vlan", "add"] + words, type: Int(RTM_SETLINK), header: 16, nests: [[26]])
        let bare = BridgeVLANEntry(link: "lo", id: entry.id, isOfBridge: entry.isOfBridge)
        let removed = try encoded { batch throws(NetlinkError) in try bare.remove(from: &batch, names: Loopback()) }
        try compare(removed, ["bridge", "vlan", "del", "dev", "lo", "vid", "\(entry.id)"] + (entry.isOfBridge ? ["self"] : []), type: Int(RTM_DELLINK), header: 16, nests: [[26]])
    }

    @Test func `an impairment, and a limit behind one`() throws {
        let impairment = Impairment(
            link: "lo", delay: 50_000_000, jitter: 1_500_000, loss: 0.005, duplicate: 0.01, reorder: 0.25, rate: 1_000_000, limit: 77)
        let bytes = try encoded { batch throws(NetlinkError) in try impairment.add(to: &batch, names: Loopback()) }
        let words = "tc qdisc replace dev lo root handle 1: netem limit 77 delay 50ms 1500us loss 0.5% duplicate 1% reorder 25% rate 1000000bit"
        // The options begin with a structure of 24 bytes.
        try compare(bytes, words.split(separator: " ").map(String.init), type: Int(RTM_NEWQDISC), header: 20, nests: [[2]], structure: 24)
        let bucket = TokenBucket(link: "lo", rate: 8_000_000, burst: 5000, limit: 55000, isBelowImpairment: true)
        let limit = try encoded { batch throws(NetlinkError) in try bucket.add(to: &batch, names: Loopback()) }
        // Of tbf only where they hang is compared: tc(8) sends a table of times that this kernel has no need of.
        try compare(limit, "tc qdisc replace dev lo parent 1:1 handle 10: tbf rate 8mbit burst 5000 limit 55000".split(separator: " ").map(String.init),
            type: Int(RTM_NEWQDISC), header: 20, nests: [], without: [2])
    }

    /// Whether all that Warren sends is in what the command sends.
    private func compare(
        _ bytes: [UInt8], _ words: [String], type: Int, header: Int, nests: Set<[Int]>, structure: Int = 0, without: Set<Int> = []
    ) throws {
        let sent = try #require(try Self.sent(by: words).last { $0.count > 6 && Int($0[4]) | Int($0[5]) << 8 == type }, "\(words)")
        #expect(Array(bytes[16..<(16 + header)]) == Array(sent[16..<(16 + header)]), "the fixed part of \(words)")
        let ours = Self.flat(bytes[(16 + header)...], [], nests, structure), theirs = Self.flat(sent[(16 + header)...], [], nests, structure)
        for (path, value) in ours where !without.contains(path[0]) {
            // Times in nanoseconds: tc(8) has those of the structure alone, which are in ticks of 64 ns.
            if type == Int(RTM_NEWQDISC), path == [2, Int(TCA_NETEM_LATENCY64)] || path == [2, Int(TCA_NETEM_JITTER64)] { continue }
            #expect(theirs[path] == value, "attribute \(path) of \(words.joined(separator: " "))")
        }
        #expect(!ours.isEmpty)
    }

    /// The attributes by their place; strings without what pads them.
    private static func flat(_ bytes: ArraySlice<UInt8>, _ path: [Int], _ nests: Set<[Int]>, _ structure: Int) -> [[Int]: [UInt8]] {
        var rest = bytes
        var found: [[Int]: [UInt8]] = [:]
        if structure > 0, !path.isEmpty {
            found[path + [0]] = Array(rest.prefix(structure))
            rest = rest.dropFirst(structure)
        }
        while rest.count >= 4 {
            let start = rest.startIndex
            let length = Int(rest[start]) | Int(rest[start + 1]) << 8, type = (Int(rest[start + 2]) | Int(rest[start + 3]) << 8) & 0x3fff
            guard length >= 4, length <= rest.count else { break }
            let payload = rest[(start + 4)..<(start + length)], place = path + [type]
            if nests.contains(place) {
                found.merge(flat(payload, place, nests, structure)) { $1 }
            } else {
                found[place] = Array(payload.last == 0 && payload.count > 1 && path != [2] ? payload.dropLast() : payload)
            }
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return found
    }

    /// The messages that a program sends by netlink, in a network namespace of its own.
    private static func sent(by words: [String]) throws -> [[UInt8]] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        // Every descriptor that a socket may have.
        process.arguments = ["-n", "strace", "-e", "trace=sendmsg", "-e", "write=3,4,5"] + words
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        var messages: [[UInt8]] = []
        for line in text.split(separator: "\n") {
            if line.contains("bytes in buffer 0") { messages.append([]) }
            guard line.hasPrefix(" | "), !messages.isEmpty else { continue }
            let digits = line.dropFirst(10).prefix(49).split(separator: " ").compactMap { UInt8($0, radix: 16) }
            messages[messages.count - 1] += digits
        }
        return messages
    }
}

/// Knows the link that every namespace has.
private struct Loopback: Names {
    func index(of link: String) throws(NetlinkError) -> Int32 { 1 }
    func descriptor(ofNamespace node: String) throws(NetlinkError) -> Int32 { throw NetlinkError(operation: "test", errno: 2) }
}
