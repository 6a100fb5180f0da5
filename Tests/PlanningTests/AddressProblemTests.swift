import Planning
import Testing
import Warren

@Suite struct AddressProblemTests {
    @Test(arguments: ["10.57.4.22", "10.57.4.22/33", "10.57.4/24", "010.1.1.1/24", "fd00::1/129", ""])
    func `Text that is no address with a prefix length is refused`(text: String) {
        let wrong = Address(text, dev: "eth0"), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): \"\(text)\" is not an address with its prefix length; expected one such as 10.57.4.20/24"])
    }

    @Test func `A host's and a pod's address are refused once, not also where they are missing`() {
        let host = Host("host3", "10.57.4.22"), line1 = #line
        let pod = Pod("pod", "192.168.12.10", on: host), line2 = #line
        let lab = Lab("lab") {
            Segment("underlay", gateway: "10.57.4.1") { host1; host }
            pod
            Ping(from: host1, to: pod)
            host1 { Route("192.168.12.0/24", via: host) }
        }
        #expect(faults(lab) == [
            "\(line1): \"10.57.4.22\" is not an address with its prefix length; expected one such as 10.57.4.20/24",
            "\(line2): \"192.168.12.10\" is not an address with its prefix length; expected one such as 10.57.4.20/24",
        ])
    }

    @Test func `The network's own address is nobody's`() {
        let wrong = Address("10.9.0.0/24", dev: "eth0"), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): 10.9.0.0/24 is the network's own address; expected a host's within it"])
    }

    @Test func `The broadcast address is nobody's`() {
        let wrong = Address("10.9.0.255/24", dev: "eth0"), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): 10.9.0.255/24 is the network's broadcast address; expected a host's within it"])
    }

    @Test func `Both addresses of a /31, and a /32 ending in zero, are somebody's`() {
        #expect(faults { host1 { Address("10.9.0.0/31", dev: "eth0"); Address("10.9.1.0/32", dev: "lo") } } == [])
    }

    @Test func `A multicast address and the unspecified one are nobody's`() {
        let multicast = Address("239.1.1.1/32", dev: "eth0"), line1 = #line
        let unspecified = Address("::/64", dev: "eth0"), line2 = #line
        #expect(faults { host1 { multicast; unspecified } } == [
            "\(line1): 239.1.1.1/32 is a multicast address; no link can have it",
            "\(line2): ::/64 is no host's address",
        ])
    }

    @Test func `A link has an address once`() {
        let wrong = Address("10.57.4.20/32", dev: "eth0"), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): eth0 of host1 already has 10.57.4.20 (line \(host1.source.line))"])
    }

    @Test func `An address on a link that there is not names those that there are`() {
        let wrong = Address("10.9.0.1/24", dev: "eth1"), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): host1 has no link eth1; it has eth0, veth-pod-a"])
    }

    @Test func `Two hosts of a segment do not share an address`() {
        let twin = Host("twin", "10.57.4.20/24"), line = #line
        let lab = Lab("lab") { Segment("underlay") { host1; host2; twin } }
        #expect(faults(lab) == ["\(line): twin has the address 10.57.4.20 of host1 (line \(host1.source.line))"])
    }

    @Test func `A pod that is routed to shares its address with nobody`() {
        let twin = Pod("twin", "192.168.10.10/24", on: host2), line1 = #line
        let thief = Pod("thief", "10.57.4.20/24", on: host2), line2 = #line
        #expect(faults { twin; thief } == [
            "\(line1): twin has the address 192.168.10.10 of pod-a (line \(podA.source.line))",
            "\(line2): thief has the address 10.57.4.20 of host1 (line \(host1.source.line))",
        ])
    }

    @Test func `Pods on the bridges of two hosts may have one address, on one bridge they may not`() {
        func pod(_ name: String, on host: Host) -> Pod { Pod(name, "172.17.0.2/24", on: host, style: .bridged("docker0", gateway: "172.17.0.1")) }
        let twin = Pod("c", "172.17.0.2/24", on: host1, style: .bridged("docker0", gateway: "172.17.0.1")), line = #line
        let first = pod("a", on: host1)
        let lab = pair {
            host1 { Bridge("docker0") }
            host2 { Bridge("docker0") }
            first; pod("b", on: host2); twin
        }
        #expect(faults(lab) == ["\(line): c has the address 172.17.0.2 of a (line \(first.source.line))"])
    }
}
