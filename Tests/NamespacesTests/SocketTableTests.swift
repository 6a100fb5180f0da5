import Glibc
import Netlink
import Testing

@testable import Namespaces

@Suite("Sockets are read from /proc/net")
struct SocketTableTests {
    @Test("of TCP those that listen, with address, port and inode")
    func tcp() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 100 0 0 10 0
               1: 0A0AA8C0:1451 0B0BA8C0:C001 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000 100 0 0 10 0

            """
        let sockets = SocketTable.sockets(.tcp, in: table)
        #expect(sockets.map { "\($0.address) \($0.port) \($0.inode)" } == ["127.0.0.1 8080 4711"])
    }

    @Test("of UDP those that are not connected, IPv6 in four words of the processor's byte order")
    func udp() {
        let table = """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
            1: 000000FD000000000000000001000000:12B5 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 99 2 0000 0
            2: 000000FD000000000000000001000000:12B6 000000FD000000000000000002000000:0035 01 00000000:00000000 00:00000000 00000000     0        0 98 2 0000 0
            a line that is cut
            3: 000000FD0000:12B6 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 98 2 0000 0

            """
        let sockets = SocketTable.sockets(.udp, in: table)
        #expect(sockets.map { "\($0.address) \($0.port) \($0.inode)" } == ["fd00::1 4789 99"])
    }

    @Test("where the kernel counts none none is looked for, and where it does not count they are")
    func none() {
        let counts = "sockets: used 5\nTCP: inuse 0 orphan 0 tw 0 alloc 12 mem 3\nUDP: inuse 2 mem 0\nUDPLITE: inuse 0\n"
        #expect(SocketTable.isNone(.tcp, "", in: counts))
        #expect(!SocketTable.isNone(.udp, "", in: counts))
        #expect(!SocketTable.isNone(.tcp, "6", in: counts))
        #expect(SocketTable.isNone(.tcp, "6", in: "TCP6: inuse 0\nUDP6: inuse 1\n"))
        for odd in ["", "TCP:", "TCP: inuse", "TCP: 0 0"] { #expect(!SocketTable.isNone(.tcp, "", in: odd)) }
    }

    /// A socket of the calling thread's namespace, bound to the address and, of TCP, listening.
    private static func open(_ kind: __socket_type, _ address: String, port: Int) throws -> Descriptor {
        var hints = addrinfo(), found: UnsafeMutablePointer<addrinfo>?
        (hints.ai_flags, hints.ai_socktype) = (AI_NUMERICHOST, Int32(kind.rawValue))
        try #require(getaddrinfo(address, "\(port)", &hints, &found) == 0)
        defer { freeaddrinfo(found) }
        let place = try #require(found).pointee
        let descriptor = try Descriptor(socket(place.ai_family, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0), from: "socket")
        try #require(bind(descriptor.number, place.ai_addr, place.ai_addrlen) == 0)
        if kind == SOCK_STREAM { try #require(listen(descriptor.number, 1) == 0) }
        return descriptor
    }

    @Test("a namespace's own sockets are found, by both families, and no others", .enabled(if: geteuid() == 0, "needs root"), arguments: ["127.0.0.1", "::1"])
    func real(_ address: String) throws {
        let namespace = try NetworkNamespace.make()
        try namespace.socket.execute { batch throws(NetlinkError) in try batch.changeLink(LinkChange(up: true), index: 1, names: LinkTable()) }
        #expect(try namespace.run { SocketTable.read() } == [])
        let (held, found) = try namespace.run {
            let held = [try Self.open(SOCK_STREAM, address, port: 7001), try Self.open(SOCK_DGRAM, address, port: 7002)]
            return (held, SocketTable.read().map { "\($0.proto.rawValue) \($0.address) \($0.port)" })
        }
        withExtendedLifetime(held) { #expect(found == ["tcp \(address) 7001", "udp \(address) 7002"]) }
    }
}
