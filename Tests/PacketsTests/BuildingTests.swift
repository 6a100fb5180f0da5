import Addresses
import Testing

@testable import Packets

@Suite struct BuildingTests {
    @Test func `the checksum of RFC 1071's example is right`() {
        // Section 3 sums these bytes to ddf2.
        #expect(InternetChecksum.of([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]) == ~0xddf2)
        #expect(InternetChecksum.of([]) == 0xffff)
        #expect(InternetChecksum.of([0xab]) == ~0xab00)
    }

    @Test func `the checksum of a real IPv4 header is found and verified`() {
        // 192.168.0.1 > 192.168.0.199, UDP: the header of the well-known worked example.
        var header: [UInt8] = [0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0, 0, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0, 0xc7]
        #expect(InternetChecksum.of(header) == 0xb861)
        header[10] = 0xb8
        header[11] = 0x61
        #expect(InternetChecksum.isValid(header))
        header[0] = 0x46
        #expect(!InternetChecksum.isValid(header))
    }

    @Test func `a built echo request dissects to what went in`() {
        let echo = ICMPEcho.encode(type: .request, identifier: 0xbeef, sequence: 7, payload: [1, 2, 3])
        let packet = IPv4Datagram.encode(source: Build.ip("10.0.0.1"), destination: Build.ip("10.0.0.2"), protocol: .icmp, ttl: 9, payload: echo)
        let layers = Frame(bytes: packet, linkType: .raw).layers
        guard case .ipv4(let header) = layers[0], case .icmp(let message) = layers[1] else { Issue.record("no ICMP"); return }
        #expect(header.ttl == 9 && header.checksumIsValid && header.dontFragment && header.totalLength == 31)
        #expect(message.type == 8 && message.identifier == 0xbeef && message.sequence == 7 && message.checksumIsValid == true)
        #expect(layers.last == .payload([1, 2, 3]))
        #expect(ICMPEcho.encode(type: .reply, identifier: 1, sequence: 1, payload: [])[0] == 0)
    }

    @Test func `a built ICMPv6 echo has a checksum over its addresses`() {
        let source = Build.ip("fd00::1"), destination = Build.ip("fd00::2")
        let echo = ICMPEcho.encodeV6(type: .request, identifier: 1, sequence: 2, payload: Build.filler(9), from: source, to: destination)
        guard case .icmpv6(let message) = Frame(bytes: Build.ipv6("fd00::1", "fd00::2", 58, echo), linkType: .raw).layers[1] else { Issue.record("no ICMPv6"); return }
        #expect(message.type == 128 && message.identifier == 1 && message.sequence == 2 && message.checksumIsValid == true)
    }

    @Test func `a built error quotes as much as RFC 1812 lets it`() {
        let original = Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.udp(1000, 2000, Build.filler(1400)))
        let error = ICMPError.encode(type: 3, code: 4, mtu: 1480, quoting: original)
        #expect(error.count + 20 == 576)
        let packet = IPv4Datagram.encode(source: Build.ip("10.0.0.254"), destination: Build.ip("10.0.0.1"), protocol: .icmp, payload: error)
        guard case .icmp(let message) = Frame(bytes: packet, linkType: .raw).layers[1] else { Issue.record("no ICMP"); return }
        #expect(message.nextHopMTU == 1480 && message.checksumIsValid == true && message.quoted?.destinationPort == 2000)
        var text = TcpdumpText()
        #expect(text.line(for: Frame(bytes: packet, linkType: .raw)) == "IP 10.0.0.254 > 10.0.0.1: ICMP 10.0.0.2 unreachable - need to frag (mtu 1480), length 556")
    }

    @Test func `errors and multicasts are not answered with an error`() {
        #expect(ICMPError.mayAnswer(Build.ping))
        #expect(ICMPError.mayAnswer(Build.ipv4("10.0.0.1", "10.0.0.2", 17, [])))
        #expect(!ICMPError.mayAnswer(Build.ipv4("10.0.0.1", "10.0.0.2", 1, Build.icmp(3, 1, Build.ping))))
        #expect(!ICMPError.mayAnswer(Build.ipv4("10.0.0.1", "224.0.0.1", 17, [])))
        #expect(!ICMPError.mayAnswer(Build.ipv4("0.0.0.0", "10.0.0.2", 17, [])))
        #expect(!ICMPError.mayAnswer(Build.ipv4("10.0.0.1", "10.0.0.2", 17, fragment: 5, [])))
        #expect(!ICMPError.mayAnswer([0x45]))
    }
}
