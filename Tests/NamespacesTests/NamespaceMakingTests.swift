import Glibc
import Testing

@testable import Namespaces

/// Namespaces that are taken while others are still in the making. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct NamespaceMakingTests {
    private static let forward = "net.ipv4.ip_forward"

    @Test func `each place is given the namespace that was asked for there, whatever the order in which they are taken`() throws {
        let values = (0..<40).map { "\($0 % 2)" }
        let making = try NamespaceMaking(values.map { [KernelSetting.Write(name: Self.forward, value: $0)] }, sockets: 40)
        for position in values.indices.reversed() {
            let value = try making.take(position).namespace.run { try KernelSetting.read(Self.forward) }
            #expect(value == values[position])
        }
    }

    @Test func `what one of many namespaces was refused is told where it is taken, and the others are made`() throws {
        var settings = [[KernelSetting.Write]](repeating: [], count: 20)
        settings[7] = [KernelSetting.Write(name: "net.ipv4.none", value: "1")]
        let making = try NamespaceMaking(settings, sockets: 20)
        let refusal = #expect(throws: KernelSetting.Refusal.self) { try making.take(7) }
        #expect(refusal?.name == "net.ipv4.none")
        for position in settings.indices where position != 7 { _ = try making.take(position) }
    }

    @Test func `when nobody takes the others any more, no thread goes on making them`() throws {
        var making: NamespaceMaking? = try NamespaceMaking([[KernelSetting.Write]](repeating: [], count: 500), sockets: 500)
        // Each of the threads has it, too.
        weak let orders = making?.orders
        _ = try making?.take(0)
        #expect(orders != nil)
        making = nil
        #expect(orders == nil)
    }

    @Test func `those for whose sockets there are no descriptors open one for each who asks, and the others keep theirs`() throws {
        let making = try NamespaceMaking([[], []], sockets: 1)
        let (rich, poor) = (try making.take(0).namespace, try making.take(1).namespace)
        #expect(try rich.socket === rich.socket)
        let (first, second) = (try poor.socket, try poor.socket)
        #expect(first !== second)
        for socket in [first, second] { #expect(try socket.links().map(\.name) == ["lo"]) }
    }

    @Test func `a namespace at rest has closed its socket, and opens one that speaks of the same links when it is asked`() throws {
        let namespace = try NetworkNamespace.make()
        #expect(try namespace.run { system("ip link add left type veth peer name right") } == 0)
        weak let former = try namespace.socket
        #expect(former != nil)
        namespace.rest()
        #expect(former == nil)
        #expect(Set(try namespace.socket.links().map(\.name)) == ["lo", "left", "right"])
        #expect(try namespace.socket === namespace.socket)
    }
}
