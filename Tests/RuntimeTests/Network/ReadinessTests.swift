import Addresses
import Glibc
import Netlink
import Testing
import Warren

@testable import Planning
@testable import Runtime

/// What is awaited after the steps are done. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct ReadinessTests {
    private let network = Network()

    private func step(_ node: String, _ operation: Planning.Operation) -> Step {
        Step(node: node, operation: operation, reason: "", source: Warren.SourceLocation(file: "lab.swift", line: 1))
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
            try network.apply([step("a", .addAddress(AddressEntry(link: "near", address: address, noDAD: true)))])
            try network.awaitReadiness(of: ["a"])
            let joined = try #require(network.nodes["a"]).namespace.socket.ipv6Groups().map(\.group)
            try #require(joined.contains(address.address.solicitedNodeGroup!), "address \(number)")
        }
    }
}
