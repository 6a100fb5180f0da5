import Addresses
import Glibc
import Netlink
import Testing
import Warren

@testable import Namespaces
@testable import Planning
@testable import Runtime

/// What is awaited after the steps are done. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct ReadinessTests {
    private let network = Network()

    private func step(_ node: String, _ operation: Planning.Operation) -> Step {
        Step(node: node, operation: operation, reason: "", source: Warren.SourceLocation(file: "lab.swift", line: 1))
    }

    private func link(_ name: String, of node: String) throws -> LinkState {
        let links = try #require(network.nodes[node]).namespace.socket.links()
        return try #require(links.first { $0.name == name })
    }

    @Test func `a link that is up carries packets when its node is ready, and a port of a bridge forwards`() throws {
        try network.apply([
            step("a", .createNamespace), step("b", .createNamespace), step("a", .createLink(LinkRequest(name: "br0", kind: .bridge(BridgeLink())))),
            step("a", .changeLink("br0", .init(up: true))),
        ])
        // The kernel sometimes is as fast as this, but not fifty times.
        for number in 1...50 {
            try network.apply([
                step("a", .createLink(LinkRequest(name: "near", kind: .veth(VethLink(peerName: "far", peerNamespace: "b"))))),
                step("a", .changeLink("near", .init(up: true, master: .link("br0")))), step("b", .changeLink("far", .init(up: true))),
            ])
            try network.awaitReadiness(of: ["a", "b"])
            let (near, far) = (try link("near", of: "a"), try link("far", of: "b"))
            try #require(near.operState == .up && near.bridgePortState == 3 && far.operState == .up, "round \(number): \(near) \(far)")
            try network.apply([step("a", .deleteLink("near"))])
        }
    }

    @Test func `a link that does not come up in time is named`() throws {
        try network.apply([
            step("a", .createNamespace), step("b", .createNamespace),
            step("a", .createLink(LinkRequest(name: "near", kind: .veth(VethLink(peerName: "far", peerNamespace: "b"))))),
        ])
        // Dormant: it has a carrier, and waits for somebody to say that it may be used.
        let namespace = try #require(network.nodes["a"]).namespace
        let ip = "exec nsenter --net=/proc/\(getpid())/fd/\(namespace.descriptor.number) ip"
        try #require(Shell.run("\(ip) link set near mode dormant").status == 0)
        try network.apply([step("a", .changeLink("near", .init(up: true))), step("b", .changeLink("far", .init(up: true)))])
        let error = #expect(throws: Network.NotReady.self) { try network.awaitReadiness(of: ["a"], deadline: Deadline(in: .milliseconds(200))) }
        #expect(error?.description == "a:near did not come up: the kernel reports no carrier")
        // One that is not to be up is not waited for.
        try network.apply([step("a", .changeLink("near", .init(up: false)))])
        try network.awaitReadiness(of: ["a"])
    }

    @Test func `a node that is ready hears questions for each of its IPv6 addresses`() throws {
        try network.apply([
            step("a", .createNamespace), step("b", .createNamespace),
            step("a", .createLink(LinkRequest(name: "near", kind: .veth(VethLink(peerName: "far", peerNamespace: "b"))))),
            step("a", .changeLink("near", .init(up: true))), step("b", .changeLink("far", .init(up: true))),
        ])
        // The kernel sometimes joins a group at once, but not a hundred times.
        for number in 1...100 as ClosedRange<UInt128> {
            let address = Prefix(IPAddress(family: .ipv6, value: 0xfd00 << 112 | number), length: 64)
            try network.apply([step("a", .add(AddressEntry(link: "near", address: address, noDAD: true)))])
            try network.awaitReadiness(of: ["a"])
            let joined = try #require(network.nodes["a"]).namespace.socket.ipv6Groups().map(\.group)
            try #require(joined.contains(address.address.solicitedNodeGroup!), "address \(number)")
        }
    }
}
