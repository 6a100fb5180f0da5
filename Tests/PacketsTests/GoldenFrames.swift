import Addresses

@testable import Packets

/// A frame of every kind that the room knows, and the edges of each.
enum GoldenFrames {
    typealias Named = (name: String, frame: Frame)

    private static func on4(_ name: String, _ payload: [UInt8]) -> Named {
        (name, Frame(bytes: Build.ethernet(0x800, payload)))
    }

    private static func on6(_ name: String, _ payload: [UInt8]) -> Named {
        (name, Frame(bytes: Build.ethernet(0x86dd, payload)))
    }

    /// An ICMP message from a router to 10.0.0.1.
    private static func icmp(_ name: String, _ message: [UInt8]) -> Named {
        on4(name, Build.ipv4("10.0.0.254", "10.0.0.1", 1, message))
    }

    private static func icmpv6(_ name: String, _ message: [UInt8]) -> Named {
        on6(name, Build.ipv6("fe80::1", "fe80::2", 58, hopLimit: 255, message))
    }

    static let ethernet: [Named] = link + ipv4 + errors + tunnels + tcp + ipv6 + igmp

    static let link: [Named] = [
        ("ARP request", Frame(bytes: Build.ethernet(0x806, to: .broadcast, Build.arp(1, "192.168.10.1", "192.168.11.1")))),
        ("ARP request, padded", Frame(bytes: Build.ethernet(0x806, Build.arp(1, "10.0.0.1", "10.0.0.2")) + Build.filler(18))),
        ("ARP request to a known neighbour", Frame(bytes: Build.ethernet(0x806, Build.arp(1, "10.0.0.1", to: Build.macB, "10.0.0.2")))),
        ("ARP reply", Frame(bytes: Build.ethernet(0x806, Build.arp(2, "10.0.0.2", to: Build.macB, "10.0.0.1")))),
        ("ARP of another kind", Frame(bytes: Build.ethernet(0x806, Build.arp(7, "10.0.0.2", to: Build.macB, "10.0.0.1")))),
        ("reverse ARP request", Frame(bytes: Build.ethernet(0x806, Build.arp(3, "10.0.0.2", to: Build.macB, "10.0.0.1")))),
        ("reverse ARP reply", Frame(bytes: Build.ethernet(0x806, Build.arp(4, "10.0.0.2", to: Build.macB, "10.0.0.1")))),
        ("VLAN", Frame(bytes: Build.ethernet(0x8100, Build.word(0x2064) + Build.word(0x800) + Build.ping))),
        ("two VLAN tags", Frame(bytes: Build.ethernet(0x88a8, Build.word(0x7064) + Build.word(0x8100) + Build.word(10) + Build.word(0x806) + Build.arp(1, "10.0.0.1", "10.0.0.2")))),
        ("unknown Ethernet type", Frame(bytes: Build.ethernet(0x88b5, Array("a local experiment".utf8) + [0, 255]))),
        ("unknown Ethernet type in a VLAN", Frame(bytes: Build.ethernet(0x8100, Build.word(100) + Build.word(0x88b5) + Build.filler(33)))),
        ("IPv6 under IPv4's type", Frame(bytes: Build.ethernet(0x800, Build.ipv6("::1", "::2", 59, [])))),
    ]

    static let ipv4: [Named] = [
        on4("echo request", Build.ping),
        on4("echo reply", Build.ipv4("192.168.11.10", "192.168.10.10", 1, Build.echo(0))),
        on4("options in the IP header", Build.ipv4("10.0.0.1", "10.0.0.2", 1, options: [0x94, 4, 0, 0], Build.echo())),
        on4("UDP", Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.udp(40000, 7777, Build.filler(20)))),
        on4("UDP without data", Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.udp(40000, 7777, []))),
        on4("UDP that claims too much", Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.word(40000) + Build.word(7777) + Build.word(300) + [0, 0, 1, 2])),
        on4("UDP that claims too little", Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.word(40000) + Build.word(7777) + Build.word(3) + [0, 0, 1, 2])),
        on4("first UDP fragment", Build.ipv4("10.0.0.1", "10.0.0.2", 17, id: 7, fragment: 0x2000, Build.word(40000) + Build.word(7777) + Build.word(3000) + [0, 0] + Build.filler(64))),
        on4("later fragment", Build.ipv4("10.0.0.1", "10.0.0.2", 17, id: 7, fragment: 0x2009, Build.filler(64))),
        on4("last fragment", Build.ipv4("10.0.0.1", "10.0.0.2", 1, id: 7, fragment: 0x0009, Build.filler(10))),
        on4("first ICMP fragment", Build.ipv4("10.0.0.1", "10.0.0.2", 1, id: 7, fragment: 0x2000, Build.echo())),
        on4("unknown protocol", Build.ipv4("10.0.0.1", "10.0.0.2", 253, Build.filler(9))),
        on4("ICMPv6 over IPv4", Build.ipv4("10.0.0.1", "10.0.0.2", 58, Build.filler(9))),
        on4("total length zero", Build.ipv4("10.0.0.1", "10.0.0.2", 1, Build.echo()).enumerated().map { $0 == 2 || $0 == 3 ? 0 : $1 }),
        on4("total length too long", Build.ipv4("10.0.0.1", "10.0.0.2", 1, Build.echo()).enumerated().map { $0 == 2 ? 2 : $1 }),
        on4("total length too short", Build.ipv4("10.0.0.1", "10.0.0.2", 1, Build.echo()).enumerated().map { $0 == 3 ? 10 : $1 }),
        on4("header length too short", Build.ipv4("10.0.0.1", "10.0.0.2", 1, Build.echo()).enumerated().map { $0 == 0 ? 0x43 : $1 }),
        on4("padded", Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.udp(40000, 7777, [1])) + Build.filler(17)),
        on4("version 5", [0x55] + Build.filler(30)),
    ]

    private static let quotedUDP = Build.ipv4("10.0.0.1", "10.9.9.9", 17, Build.udp(40000, 53, Build.filler(8)))
    private static let quotedTCP = Build.ipv4("10.0.0.1", "10.9.9.9", 6, Build.tcp(40000, 80, seq: 1, .syn))
    private static let quotedOther = Build.ipv4("10.0.0.1", "10.9.9.9", 132, Build.filler(8))

    static let errors: [Named] =
        (0...16).map { icmp("unreachable \($0)", Build.icmp(3, $0, quotedUDP)) } + [
            icmp("TCP port unreachable", Build.icmp(3, 3, quotedTCP)),
            icmp("other port unreachable", Build.icmp(3, 3, quotedOther)),
            icmp("need to frag", Build.icmp(3, 4, rest: 1480, quotedUDP)),
            icmp("time exceeded", Build.icmp(11, 0, quotedUDP)),
            icmp("reassembly time exceeded", Build.icmp(11, 1, quotedUDP)),
            icmp("time exceeded of another code", Build.icmp(11, 2, quotedUDP)),
            icmp("source quench", Build.icmp(4, 0, quotedUDP)),
            icmp("parameter problem", Build.icmp(12, 0, rest: 0x0700_0000, quotedUDP)),
            icmp("parameter problem 1", Build.icmp(12, 1, quotedUDP)),
            icmp("router solicitation", Build.icmp(10)),
            icmp("router advertisement", Build.icmp(9, 0, rest: 0x0102_0708, Build.long(0x0a00_0001) + Build.long(5))),
            icmp("short router advertisement", Build.icmp(9, 0, rest: 0x0102_0005, Build.long(0x0a00_0001) + Build.long(5))),
            icmp("long router advertisement", Build.icmp(9, 0, rest: 0x0202_ffff, Build.long(0x0a00_0001) + Build.long(5) + Build.long(0x0a00_0002) + Build.long(6))),
            icmp("router advertisement of another size", Build.icmp(9, 0, rest: 0x0103_0708, Build.long(0))),
            icmp("time stamp", Build.icmp(13, 0, rest: 0x0001_0002, Build.filler(12))),
            icmp("time stamp reply", Build.icmp(14, 0, rest: 0x0001_0002, Build.long(40_000_000) + Build.long(40_000_001) + Build.long(86_399_999))),
            icmp("information request", Build.icmp(15)),
            icmp("information reply", Build.icmp(16)),
            icmp("address mask request", Build.icmp(17, 0, Build.long(0))),
            icmp("address mask reply", Build.icmp(18, 0, Build.long(0xffff_ff00))),
            icmp("unknown ICMP", Build.icmp(77)),
        ] + (0...4).map { icmp("redirect \($0)", Build.icmp(5, $0, rest: 0x0a00_00fe, quotedUDP)) }

    static let tunnels: [Named] = [
        ("ipip", Build.ipipFrame),
        ("VXLAN with a ping", Build.vxlanPingFrame),
        ("VXLAN with an ARP", Build.vxlanARPFrame),
        ("VXLAN on Linux's old port", Frame(bytes: Build.overVXLAN(1, port: 8472, Build.ethernet(0x800, Build.ping)))),
        ("VXLAN without its flag", Frame(bytes: Build.ethernet(0x800, Build.ipv4("10.57.4.20", "10.57.4.21", 17, Build.udp(1, 4789, [0] + Build.filler(40)))))),
        ("VXLAN too short", Frame(bytes: Build.ethernet(0x800, Build.ipv4("10.57.4.20", "10.57.4.21", 17, Build.udp(1, 4789, [8, 0, 0]))))),
        ("VXLAN over IPv6", Frame(bytes: Build.ethernet(0x86dd, Build.ipv6("fd00::1", "fd00::2", 17, Build.udp(47112, 4789, Build.vxlan(0xffffff, Build.ethernet(0x86dd, Build.ipv6("fd01::1", "fd01::2", 58, Build.icmpv6(128, rest: 0x0001_0002, Build.filler(56)))))))))),
        ("VXLAN in VXLAN", Frame(bytes: Build.overVXLAN(1, Build.vxlanPingFrame.bytes))),
        on4("ipip in ipip", Build.ipv4("10.0.0.1", "10.0.0.2", 4, Build.ipv4("10.1.0.1", "10.1.0.2", 4, Build.ping))),
        on4("IPv6 in IPv4", Build.ipv4("10.0.0.1", "10.0.0.2", 41, Build.ipv6("fd00::1", "fd00::2", 58, Build.icmpv6(128, rest: 0x0001_0002)))),
        on6("IPv4 in IPv6", Build.ipv6("fd00::1", "fd00::2", 4, Build.ping)),
        on6("IPv6 in IPv6", Build.ipv6("fd00::1", "fd00::2", 41, Build.ipv6("fd01::1", "fd01::2", 17, Build.udp(1000, 2000, [1])))),
        on4("GRE with IPv4", Build.ipv4("10.0.0.1", "10.0.0.2", 47, [0, 0, 8, 0] + Build.ping)),
        on4("GRE with IPv6", Build.ipv4("10.0.0.1", "10.0.0.2", 47, [0, 0, 0x86, 0xdd] + Build.ipv6("fd00::1", "fd00::2", 59, []))),
        on4("GRE with Ethernet", Build.ipv4("10.0.0.1", "10.0.0.2", 47, [0, 0, 0x65, 0x58] + Build.pingFrame.bytes)),
        on4("GRE with everything", Build.ipv4("10.0.0.1", "10.0.0.2", 47, [0xb0, 0, 8, 0, 1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9] + Build.ping)),
        on4("GRE with a key", Build.ipv4("10.0.0.1", "10.0.0.2", 47, [0x20, 0, 8, 0, 0, 0, 1, 0] + Build.ping)),
        on4("GRE with something else", Build.ipv4("10.0.0.1", "10.0.0.2", 47, [0, 0, 0x88, 0xb5] + Build.filler(9))),
        ("geneve with a ping", Build.genevePingFrame),
        ("geneve with options and flags", Build.overGeneve(Build.geneve(0xffffff, options: [0, 1, 0x80, 1, 1, 2, 3, 4], flags: 0xc0, Build.ethernet(0x806, to: .broadcast, Build.arp(1, "192.168.11.10", "192.168.11.1"))))),
        ("geneve with IPv4", Build.overGeneve(Build.geneve(7, type: 0x800, flags: 0x40, Build.ping))),
        ("geneve with something else", Build.overGeneve(Build.geneve(7, type: 0x88b5, Build.filler(9)))),
        ("geneve of another version", Build.overGeneve([0x40, 0, 0x65, 0x58, 0, 0, 1, 0])),
        ("geneve with options that are missing", Build.overGeneve([4, 0, 0x65, 0x58, 0, 0, 1, 9, 1, 2, 3, 4])),
        ("WireGuard's handshake", Frame(bytes: Build.ethernet(0x800, Build.ipv4("10.57.4.20", "10.57.4.21", 17, Build.udp(51820, 51820, [1, 0, 0, 0] + Build.filler(144)))))),
        on4("UDP encapsulation as flannel's", Build.ipv4("10.57.4.20", "10.57.4.21", 17, Build.udp(8285, 8285, Build.ping))),
    ]

    private static let synOptions: [UInt8] =
        [2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 1, 0, 0, 0, 0, 0, 1, 3, 3, 7]
    private static let timestamps: [UInt8] = [1, 1, 8, 10, 0, 0, 1, 2, 0, 0, 1, 1]

    private static func segment(
        _ name: String, back: Bool = false, seq: UInt32, ack: UInt32 = 0, _ flags: TCPFlags, options: [UInt8] = [],
        _ payload: [UInt8] = []
    ) -> Named {
        on4(name, Build.ipv4(
            back ? "10.0.0.2" : "10.0.0.1", back ? "10.0.0.1" : "10.0.0.2", 6,
            Build.tcp(back ? 5201 : 41000, back ? 41000 : 5201, seq: seq, ack: ack, flags, options: options, payload)))
    }

    static let tcp: [Named] = [
        segment("SYN", seq: 1_000_000, .syn, options: synOptions),
        segment("SYN+ACK", back: true, seq: 4_294_967_290, ack: 1_000_001, [.syn, .ack], options: synOptions),
        segment("ACK", seq: 1_000_001, ack: 4_294_967_291, .ack, options: timestamps),
        segment("data", seq: 1_000_001, ack: 4_294_967_291, [.psh, .ack], options: timestamps, Build.filler(100)),
        segment("answer", back: true, seq: 4_294_967_291, ack: 1_000_101, [.psh, .ack], options: timestamps, Build.filler(20)),
        segment("selective acknowledgement", back: true, seq: 15, ack: 1_000_101, .ack, options: [1, 1, 5, 18] + Build.long(1_000_201) + Build.long(1_000_301) + Build.long(1_000_401) + Build.long(1_000_501)),
        segment("selective acknowledgement forth", seq: 1_000_101, ack: 15, .ack, options: [1, 1, 5, 10] + Build.long(30) + Build.long(40)),
        segment("FIN", seq: 1_000_101, ack: 15, [.fin, .ack]),
        segment("RST", back: true, seq: 15, .rst),
        segment("RST with ACK", back: true, seq: 15, ack: 1_000_102, [.rst, .ack]),
        segment("urgent and congested", seq: 1_000_102, ack: 15, [.urg, .ack, .ece, .cwr], [1]),
        segment("no flags", seq: 5, []),
        segment("an unknown option", seq: 5, .syn, options: [99, 6, 1, 2, 3, 4, 0, 0]),
        segment("an option too long", seq: 5, .syn, options: [2, 40, 1, 2]),
        segment("an option too short", seq: 5, .syn, options: [1, 1, 2, 1]),
        segment("a window scale of another length", seq: 5, .syn, options: [3, 4, 7, 7]),
        segment("a timestamp cut by the header", seq: 5, .syn, options: [1, 1, 8, 2]),
        segment("an odd selective acknowledgement", seq: 5, ack: 1, .ack, options: [5, 4, 7, 7]),
        on4("header length too short for TCP", Build.ipv4("10.0.0.1", "10.0.0.2", 6, Build.tcp(1000, 2000, seq: 1, .syn).enumerated().map { $0 == 12 ? 0x40 : $1 })),
        on4("header length too long for TCP", Build.ipv4("10.0.0.1", "10.0.0.2", 6, Build.tcp(1000, 2000, seq: 1, .syn).enumerated().map { $0 == 12 ? 0xf0 : $1 })),
        on6("TCP over IPv6", Build.ipv6("fd00::1", "fd00::2", 6, Build.tcp(41000, 5201, seq: 77, ack: 88, [.psh, .ack], [1, 2, 3]))),
        on6("TCP over IPv6 back", Build.ipv6("fd00::2", "fd00::1", 6, Build.tcp(5201, 41000, seq: 88, ack: 80, [.psh, .ack], [1, 2, 3]))),
        on4("equal ports", Build.ipv4("10.0.0.2", "10.0.0.1", 6, Build.tcp(7000, 7000, seq: 500, ack: 600, .ack))),
        on4("equal ports back", Build.ipv4("10.0.0.1", "10.0.0.2", 6, Build.tcp(7000, 7000, seq: 600, ack: 510, .ack, [1]))),
    ]

    private static let quoted6 = Build.ipv6("fd00::1", "fd00::9", 17, Build.udp(40000, 53, [1, 2]))
    private static let quoted6TCP = Build.ipv6("fd00::1", "fd00::9", 6, Build.tcp(40000, 80, seq: 1, .syn))
    private static let quoted6Extended = Build.ipv6("fd00::1", "fd00::9", 60, [17, 0, 1, 4, 0, 0, 0, 0] + Build.udp(40000, 53, [1, 2]))
    private static let quoted6Other = Build.ipv6("fd00::1", "fd00::9", 253, Build.filler(8))
    private static let target = Build.ip("fe80::42").bytes
    private static let option: [UInt8] = [1, 1] + Build.macA.bytes

    static let ipv6: [Named] = [
        on6("echo request v6", Build.ipv6("fd00::1", "fd00::2", 58, Build.icmpv6(128, rest: 0x0c85_0001, from: "fd00::1", to: "fd00::2", Build.filler(56)))),
        on6("echo reply v6", Build.ipv6("fd00::2", "fd00::1", 58, Build.icmpv6(129, rest: 0x0c85_0001, Build.filler(56)))),
        on6("mapped addresses", Build.ipv6("::ffff:10.0.0.1", "::10.0.0.2", 58, Build.icmpv6(128))),
        icmpv6("neighbour solicitation", Build.icmpv6(135, 0, target + option)),
        icmpv6("neighbour advertisement", Build.icmpv6(136, rest: 0x6000_0000, target + [2] + option.dropFirst())),
        icmpv6("router solicitation v6", Build.icmpv6(133, 0, option)),
        icmpv6("router advertisement v6", Build.icmpv6(134, rest: 0x40c0_0708, Build.long(0) + Build.long(0) + option)),
        icmpv6("redirect v6", Build.icmpv6(137, 0, target + Build.ip("fd00::9").bytes)),
        icmpv6("packet too big", Build.icmpv6(2, rest: 1280, quoted6)),
        icmpv6("time exceeded v6", Build.icmpv6(3, 0, quoted6)),
        icmpv6("reassembly time exceeded v6", Build.icmpv6(3, 1, quoted6)),
        icmpv6("time exceeded 2 v6", Build.icmpv6(3, 2, quoted6)),
        icmpv6("TCP port unreachable v6", Build.icmpv6(1, 4, quoted6TCP)),
        icmpv6("port unreachable past an extension v6", Build.icmpv6(1, 4, quoted6Extended)),
        icmpv6("other port unreachable v6", Build.icmpv6(1, 4, quoted6Other)),
        icmpv6("MLD query", Build.icmpv6(130, rest: 1000 << 16, Build.ip("::").bytes)),
        icmpv6("MLDv2 query", Build.icmpv6(130, rest: 1000 << 16, Build.ip("ff02::16").bytes + [2, 125, 0, 1] + Build.ip("fd00::1").bytes)),
        icmpv6("MLDv2 query that claims too much", Build.icmpv6(130, rest: 1000 << 16, Build.ip("ff02::16").bytes + [2, 125, 0, 9])),
        icmpv6("MLD query of no length", Build.icmpv6(130, rest: 1000 << 16, Build.ip("ff02::16").bytes + [2])),
        icmpv6("MLD report", Build.icmpv6(131, 0, Build.ip("ff02::1:ff00:1").bytes)),
        icmpv6("MLD done", Build.icmpv6(132, 0, Build.ip("ff02::1:ff00:1").bytes)),
        icmpv6("unknown ICMPv6", Build.icmpv6(200, 0, Build.filler(21))),
        on6("MLDv2 report", Build.ipv6("::", "ff02::16", 0, hopLimit: 1, [58, 0, 5, 2, 0, 0, 1, 0] + Build.icmpv6(143, rest: 1, [4, 0, 0, 0] + Build.ip("ff02::1:ff00:42").bytes))),
        on6("UDP over IPv6", Build.ipv6("fd00::1", "fd00::2", 17, Build.udp(40000, 7777, Build.filler(20)))),
        on6("UDP past destination options", Build.ipv6("fd00::1", "fd00::2", 60, [17, 0, 1, 4, 0, 0, 0, 0] + Build.udp(40000, 7777, [1]))),
        on6("TCP past destination options", Build.ipv6("fd00::1", "fd00::2", 60, [6, 0, 1, 4, 0, 0, 0, 0] + Build.tcp(40000, 7777, seq: 9, .syn))),
        on6("first fragment v6", Build.ipv6("fd00::1", "fd00::2", 44, [17, 0, 0, 1, 0, 0, 0, 5] + Build.word(40000) + Build.word(7777) + Build.word(3000) + [0, 0] + Build.filler(24))),
        on6("later fragment v6", Build.ipv6("fd00::1", "fd00::2", 44, [17, 0, 5, 0xa0, 0, 0, 0, 5] + Build.filler(24))),
        on6("a payload too short for its fragment header", Build.ipv6("fd00::1", "fd00::2", 44, [17, 0, 0, 1]) + Build.filler(9)),
        on6("a payload too short for its options", Build.ipv6("fd00::1", "fd00::2", 60, [17, 0, 1, 4]) + Build.filler(9)),
        on6("a payload too short for its route", Build.ipv6("fd00::1", "fd00::2", 43, [17, 2, 4, 0, 0, 0, 0, 0]) + Build.filler(40)),
        on6("source route", Build.ipv6("fd00::1", "fd00::2", 43, [17, 2, 0, 1, 0, 0, 0, 0] + Build.ip("fd00::7").bytes + Build.udp(40000, 7777, [1]))),
        on6("segment routing", Build.ipv6("fd00::1", "fd00::2", 43, [58, 4, 4, 1, 1, 0, 0, 0x1f] + Build.ip("fd00::7").bytes + Build.ip("fd00::8").bytes + Build.icmpv6(128))),
        on6("a routing header of another kind", Build.ipv6("fd00::1", "fd00::2", 43, [17, 0, 9, 0, 0, 0, 0, 0] + Build.udp(40000, 7777, [1]))),
        on6("authentication header", Build.ipv6("fd00::1", "fd00::2", 51, [17, 4, 0, 0, 0, 0, 1, 0, 0, 0, 0, 5] + Build.filler(12) + Build.udp(40000, 7777, [1]))),
        on6("nothing next", Build.ipv6("fd00::1", "fd00::2", 59, [])),
        on6("nothing next, and bytes", Build.ipv6("fd00::1", "fd00::2", 59, [1, 2])),
        on6("unknown next header", Build.ipv6("fd00::1", "fd00::2", 253, [1, 2])),
        on6("ICMP over IPv6", Build.ipv6("fd00::1", "fd00::2", 1, Build.echo())),
        on6("version 4 under IPv6's type", Build.ping + Build.filler(20)),
        on6("payload length too long", Build.ipv6("fd00::1", "fd00::2", 17, Build.udp(40000, 7777, Build.filler(20))).enumerated().map { $0 == 5 ? 200 : $1 }),
    ] + (0...6).map { icmpv6("unreachable \($0) v6", Build.icmpv6(1, $0, quoted6)) }
        + (0...3).map { icmpv6("parameter problem \($0) v6", Build.icmpv6(4, $0, rest: 6, quoted6)) }

    private static func igmp(_ name: String, _ message: [UInt8]) -> Named {
        on4(name, Build.ipv4("10.0.0.1", "224.0.0.22", 2, ttl: 1, options: [0x94, 4, 0, 0], message))
    }

    private static let group = Build.ip("239.1.2.3").bytes

    static let igmp: [Named] = [
        igmp("IGMPv3 report", Build.igmp(0x22, 0, [0, 0, 0, 1, 4, 0, 0, 0] + group)),
        igmp("IGMPv3 report, too short", Build.igmp(0x22, 0, [0, 0, 0, 1])),
        igmp("IGMPv2 report", Build.igmp(0x16, 0, group)),
        igmp("IGMPv1 report", Build.igmp(0x12, 0, group)),
        igmp("IGMPv2 leave", Build.igmp(0x17, 0, group)),
        igmp("IGMPv2 general query", Build.igmp(0x11, 100, [0, 0, 0, 0])),
        igmp("IGMPv2 group query", Build.igmp(0x11, 10, group)),
        igmp("IGMPv1 query", Build.igmp(0x11, 0, [0, 0, 0, 0])),
        igmp("IGMPv3 general query", Build.igmp(0x11, 100, [0, 0, 0, 0, 2, 125, 0, 0])),
        igmp("IGMPv3 group query", Build.igmp(0x11, 10, group + [2, 125, 0, 1, 10, 0, 0, 1])),
        igmp("IGMPv3 query, slow", Build.igmp(0x11, 0xff, group + [2, 125, 0, 0])),
        igmp("IGMPv3 query, slower than a minute", Build.igmp(0x11, 0xc4, group + [2, 125, 0, 9])),
        igmp("unknown IGMP", Build.igmp(0x55, 0, group)),
    ]

    /// Packets without a link-layer header.
    static let raw: [Named] =
        (ipv4 + errors + tunnels + tcp + ipv6).map {
            ($0.name, Frame(bytes: Array($0.frame.bytes.dropFirst(14)), linkType: .raw))
        } + [("version 0", Frame(bytes: [0, 1, 2], linkType: .raw))]

    static let linuxSLL: [Named] = (ipv4 + ipv6 + link).enumerated().map { index, named in
        let bytes = named.frame.bytes
        let header = Build.word(index % 6) + Build.word(1) + Build.word(6) + bytes[6..<12] + [0, 0] + bytes[12..<14]
        return (named.name, Frame(bytes: header + bytes.dropFirst(14), linkType: .linuxSLL))
    }
}
