import Addresses

@testable import Packets

/// Builds packets from the inside out: each function puts a header before its payload.
enum Build {
    static let macA = MACAddress(value: 0x0200_0000_0001), macB = MACAddress(value: 0x0200_0000_0002)

    static func ip(_ text: String) -> IPAddress {
        guard let address = IPAddress(text) else { fatalError("not an address: \(text)") }
        return address
    }

    static func word(_ number: Int) -> [UInt8] { [UInt8(number >> 8 & 0xff), UInt8(number & 0xff)] }
    static func long(_ number: UInt32) -> [UInt8] { word(Int(number >> 16)) + word(Int(number & 0xffff)) }

    static func ethernet(
        _ type: Int, from source: MACAddress = macA, to destination: MACAddress = macB, _ payload: [UInt8]
    ) -> [UInt8] {
        destination.bytes + source.bytes + word(type) + payload
    }

    static func arp(
        _ operation: Int, from mac: MACAddress = macA, _ senderIP: String, to targetMAC: MACAddress = .zero,
        _ targetIP: String
    ) -> [UInt8] {
        word(1) + word(0x800) + [6, 4] + word(operation) + mac.bytes + ip(senderIP).bytes + targetMAC.bytes
            + ip(targetIP).bytes
    }

    static func ipv4(
        _ source: String, _ destination: String, _ number: UInt8, ttl: UInt8 = 64, tos: UInt8 = 0, id: Int = 0,
        fragment: Int = 0x4000, options: [UInt8] = [], _ payload: [UInt8]
    ) -> [UInt8] {
        let length = 20 + options.count
        var header: [UInt8] = [0x40 | UInt8(length / 4), tos]
        header += word(length + payload.count) + word(id) + word(fragment) + [ttl, number, 0, 0]
        header += ip(source).bytes + ip(destination).bytes + options
        header.set(word: InternetChecksum.of(header), at: 10)
        return header + payload
    }

    static func ipv6(
        _ source: String, _ destination: String, _ next: UInt8, hopLimit: UInt8 = 64, _ payload: [UInt8]
    ) -> [UInt8] {
        long(0x6001_2345) + word(payload.count) + [next, hopLimit] + ip(source).bytes + ip(destination).bytes + payload
    }

    static func icmp(_ type: UInt8, _ code: UInt8 = 0, rest: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
        var message = [type, code, 0, 0] + long(rest) + payload
        message.set(word: InternetChecksum.of(message), at: 2)
        return message
    }

    static func echo(_ type: UInt8 = 8, id: UInt32 = 3205, seq: UInt32 = 1, size: Int = 56) -> [UInt8] {
        icmp(type, rest: id << 16 | seq, filler(size))
    }

    static func icmpv6(
        _ type: UInt8, _ code: UInt8 = 0, rest: UInt32 = 0, from source: String = "fe80::1",
        to destination: String = "fe80::2", _ payload: [UInt8] = []
    ) -> [UInt8] {
        var message = [type, code, 0, 0] + long(rest) + payload
        let checksum = InternetChecksum.of(message, from: ip(source), to: ip(destination), protocol: .icmpv6)
        message.set(word: checksum, at: 2)
        return message
    }

    static func udp(_ from: Int, _ to: Int, _ payload: [UInt8]) -> [UInt8] {
        word(from) + word(to) + word(payload.count + 8) + [0, 0] + payload
    }

    static func tcp(
        _ from: Int, _ to: Int, seq: UInt32, ack: UInt32 = 0, _ flags: TCPFlags, options: [UInt8] = [],
        _ payload: [UInt8] = []
    ) -> [UInt8] {
        word(from) + word(to) + long(seq) + long(ack) + [UInt8((20 + options.count) / 4) << 4, flags.rawValue]
            + word(64240) + [0, 0, 0, 0] + options + payload
    }

    static func vxlan(_ vni: UInt32, _ payload: [UInt8]) -> [UInt8] { [8, 0, 0, 0] + long(vni << 8) + payload }

    /// - Parameter options: a whole number of four bytes
    static func geneve(_ vni: UInt32, type: Int = 0x6558, options: [UInt8] = [], flags: UInt8 = 0, _ payload: [UInt8]) -> [UInt8] {
        [UInt8(options.count / 4), flags] + word(type) + long(vni << 8) + options + payload
    }

    static func overGeneve(_ geneve: [UInt8]) -> Frame {
        Frame(bytes: ethernet(0x800, ipv4("10.57.4.20", "10.57.4.21", 17, udp(47112, 6081, geneve))))
    }

    static let genevePingFrame = overGeneve(geneve(100, ethernet(0x800, ping)))

    static func igmp(_ type: UInt8, _ code: UInt8 = 0, _ rest: [UInt8]) -> [UInt8] {
        var message = [type, code, 0, 0] + rest
        message.set(word: InternetChecksum.of(message), at: 2)
        return message
    }

    static func filler(_ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: $0) } }

    /// The ping that most examples carry.
    static let ping = ipv4("192.168.10.10", "192.168.11.10", 1, ttl: 63, echo())
    static let pingFrame = Frame(bytes: ethernet(0x800, ping))
    static let ipipFrame = Frame(bytes: ethernet(0x800, ipv4("10.57.4.20", "10.57.4.21", 4, ping)))
    static let vxlanPingFrame = Frame(bytes: overVXLAN(100, ethernet(0x800, ping)))
    static let vxlanARPFrame = Frame(
        bytes: overVXLAN(100, ethernet(0x806, to: .broadcast, arp(1, "192.168.11.10", "192.168.11.1"))))

    static func overVXLAN(_ vni: UInt32, port: Int = 4789, _ inner: [UInt8]) -> [UInt8] {
        ethernet(0x800, ipv4("10.57.4.20", "10.57.4.21", 17, udp(47112, port, vxlan(vni, inner))))
    }
}
