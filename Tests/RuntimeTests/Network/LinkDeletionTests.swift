import Addresses
import Glibc
import Netlink
import Testing
import Warren

@testable import Planning
@testable import Runtime

/// Links that go, and what they knew. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct LinkDeletionTests {
    private let network = Network()

    private func step(_ operation: Planning.Operation) -> Step {
        Step(node: "a", operation: operation, reason: "", source: Warren.SourceLocation(file: "lab.swift", line: 1))
    }

    private func links() throws -> [String] { try #require(network.nodes["a"]).namespace.socket.links().map(\.name) }

    private static let cable = Planning.Operation.createLink(LinkRequest(name: "near", kind: .veth(VethLink(peerName: "far"))))

    @Test func `a link that is deleted is gone, and its name and its place are free`() throws {
        try network.apply([step(.createNamespace)])
        for _ in 1...20 {
            try network.apply([step(Self.cable), step(.changeLink("near", .init(up: true))), step(.changeLink("near", .init(up: false)))])
            try network.apply([step(.deleteLink("near"))])
            #expect(try links() == ["lo"])
        }
    }

    @Test func `a link that somebody else has deleted is told as the step that failed`() throws {
        try network.apply([step(.createNamespace), step(Self.cable)])
        let namespace = try #require(network.nodes["a"]).namespace
        let index = try #require(network.nodes["a"]?.indexes["near"])
        try namespace.socket.execute { batch in batch.deleteLink(index: index) }
        let failure = #expect(throws: StepFailure.self) { try network.apply([step(.deleteLink("near"))]) }
        #expect(failure?.errno == ENODEV && failure?.step.operation == .deleteLink("near"))
    }

    @Test func `what a link has learned is forgotten, and what it was told is not`() throws {
        let (address, other) = (IPAddress("10.0.0.1")!, IPAddress("10.0.0.2")!)
        let mac = MACAddress("02:00:00:00:00:01")!
        try network.apply([
            step(.createNamespace), step(.createLink(LinkRequest(name: "vxlan0", kind: .vxlan(VxlanLink(id: 1))))),
            step(.changeLink("vxlan0", .init(up: true))), step(.add(NeighbourEntry(link: "vxlan0", address: address, mac: mac))),
            step(.add(ForwardingEntry(link: "vxlan0", mac: .zero, destination: address))),
        ])
        let socket = try #require(network.nodes["a"]).namespace.socket
        let names = LinkTable(try socket.links())
        try socket.execute { batch throws(NetlinkError) in
            try NeighbourEntry(link: "vxlan0", address: other, mac: mac, state: .reachable).add(to: &batch, names: names)
            try ForwardingEntry(link: "vxlan0", mac: mac, destination: other, state: .dynamic).add(to: &batch, names: names)
        }
        func known() throws -> [IPAddress?] {
            try socket.neighbours(names: names).filter { $0.link == "vxlan0" && $0.address.family == .ipv4 }.map(\.address) + socket.forwarding(names: names).map(\.destination)
        }
        #expect(try Set(known()) == [address, other])
        try network.apply([step(.forgetLearned("vxlan0"))])
        #expect(try known() == [address, address])
    }
}
