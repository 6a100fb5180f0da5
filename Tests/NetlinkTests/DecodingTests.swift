import Addresses
import Glibc
import Testing

@testable import Netlink

@Suite("Decoding of whatever arrives")
struct DecodingTests {
    /// Every message of a lively namespace, as the kernel sent them.
    private func messages() throws -> [UInt8] {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        _ = try namespace.listener.connection.withLock { connection throws(NetlinkError) in try connection.drain() }
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(LinkRequest(name: "vx", kind: .vxlan(VxlanLink(id: 1, device: "v0"))), index: 50, names: table)
            try batch.changeLink(LinkChange(mtu: 1400, master: .link("br0")), index: 8, names: table)
            try AddressEntry(link: "v1", address: Prefix("10.57.4.20/24")!).add(to: &batch, names: table)
            try AddressEntry(link: "v1", address: Prefix("2001:db8::1/64")!, noDAD: true).add(to: &batch, names: table)
            try RouteEntry(destination: Prefix("10.1.0.0/16")!, via: IPAddress("10.57.4.1")!, metric: 5, mtu: 1400).add(to: &batch, names: table)
            try NeighbourEntry(link: "v1", address: IPAddress("10.57.4.21")!, mac: .broadcast).add(to: &batch, names: table)
        }
        try namespace.run(
            "ip", "route", "add", "192.168.0.0/16", "nexthop", "via", "10.57.4.21", "nexthop", "via", "10.57.4.22")
        return try namespace.listener.connection.withLock { connection throws(NetlinkError) in
            try connection.drain().messages
        }
    }

    private func decode(_ bytes: [UInt8]) -> [Notification] {
        var result: [Notification] = []
        var names = LinkTable()
        // At an odd address, so that nothing relies on the buffer's alignment.
        var shifted = [0] + bytes
        shifted.withUnsafeMutableBytes { buffer in
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[1...])
            _ = Notification.mentionsStranger(bytes, names)
            Notification.decode(bytes, &names, into: &result)
            for message in Messages(bytes) {
                _ = Acknowledgement(message)?.refusal(of: message.payload)
                _ = RouteLookup(payload: message.payload)
            }
        }
        return result
    }

    @Test func `messages cut short anywhere decode to less, not to a crash`() throws {
        let whole = try messages()
        #expect(decode(whole).count >= 10)
        for length in 0..<whole.count {
            _ = decode(Array(whole[..<length]))
        }
        // Also with the header telling of bytes that are not there, and with bytes cut from the message itself.
        var start = 0
        while start + 16 <= whole.count {
            let length = Int(whole[start]) | Int(whole[start + 1]) << 8
            for cut in 16..<length {
                var message = Array(whole[start..<(start + cut)])
                message[0] = UInt8(truncatingIfNeeded: cut)
                message[1] = UInt8(truncatingIfNeeded: cut >> 8)
                _ = decode(message)
            }
            start += (length + 3) & ~3
        }
    }

    @Test func `messages with any bytes changed decode to something`() throws {
        let whole = try messages()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = [0, 1, 2, 4, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255)]
                    .randomElement(using: &random)!
            }
            _ = decode(bytes)
        }
        for _ in 0..<5_000 {
            // A header that holds, then noise.
            let count = Int.random(in: 20...200, using: &random) & ~3
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            bytes[0] = UInt8(count)
            (bytes[1], bytes[2], bytes[3]) = (0, 0, 0)
            bytes[4] = UInt8.random(in: 2...69, using: &random)
            bytes[5] = 0
            _ = decode(bytes)
        }
    }

    @Test func `an attribute's name is found wherever it stands in the request`() throws {
        var batch = Batch()
        try batch.createLink(
            LinkRequest(name: "veth0", kind: .veth(VethLink(peerName: "eth0", peerMTU: 1450))), names: LinkTable())
        batch.bytes.withUnsafeBytes { bytes in
            let names = AttributeNames(request: bytes)
            #expect(names.operation == "RTM_NEWLINK")
            #expect(names.name(atOffset: 32) == "IFLA_IFNAME")
            #expect(names.name(atOffset: 44) == "IFLA_LINKINFO")
            #expect(names.name(atOffset: 48) == "IFLA_INFO_KIND")
            #expect(names.name(atOffset: 60) == "IFLA_INFO_DATA")
            #expect(names.name(atOffset: 64) == "VETH_INFO_PEER")
            #expect(names.name(atOffset: 84) == "IFLA_IFNAME")
            #expect(names.name(atOffset: 96) == "IFLA_MTU")
            for offset in [0, 16, 33, 45, 70, 1000, -4] { #expect(names.name(atOffset: offset) == nil) }
            #expect(names.name(ofType: 1, inNestAt: 44) == "IFLA_INFO_KIND")
            #expect(names.name(ofType: 3, inNestAt: nil) == "IFLA_IFNAME")
        }
    }

    @Test func `an acknowledgement tells of what is missing, and where`() throws {
        var batch = Batch()
        try batch.createLink(LinkRequest(name: "veth0", kind: .bridge(BridgeLink())), names: LinkTable())
        var acknowledgement: [UInt8] = [
            0, 0, 0, 0, 2, 0, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0,      // NLMSG_ERROR, CAPPED | ACK_TLVS
            0xea, 0xff, 0xff, 0xff,                                 // -EINVAL
            0x54, 0, 0, 0, 16, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,   // the request's header
            7, 0, 1, 0, 0x6e, 0x6f, 0, 0,                           // NLMSGERR_ATTR_MSG "no"
            8, 0, 5, 0, 1, 0, 0, 0,                                 // NLMSGERR_ATTR_MISS_TYPE 1
            8, 0, 6, 0, 44, 0, 0, 0,                                // NLMSGERR_ATTR_MISS_NEST at 44
        ]
        acknowledgement[0] = UInt8(acknowledgement.count)
        let refusal = acknowledgement.withUnsafeBytes { bytes in
            var messages = Messages(bytes)
            return messages.next().flatMap(Acknowledgement.init).map { acknowledgement in
                batch.bytes.withUnsafeBytes { acknowledgement.refusal(of: $0) }
            }
        }
        #expect(refusal == NetlinkError(
            operation: "RTM_NEWLINK", errno: 22, message: "no", missingAttribute: "IFLA_INFO_KIND"))
    }

    @Test func `an error reads as one line`() {
        let error = NetlinkError(operation: "RTM_NEWLINK", errno: 22, message: "mtu greater than device maximum", attribute: "IFLA_MTU")
        #expect("\(error)" == "RTM_NEWLINK: Invalid argument: mtu greater than device maximum (IFLA_MTU)")
        #expect(
            "\(NetlinkError(operation: "RTM_NEWNEIGH", errno: 22, missingAttribute: "NDA_DST"))"
                == "RTM_NEWNEIGH: Invalid argument (without NDA_DST)")
    }
}
