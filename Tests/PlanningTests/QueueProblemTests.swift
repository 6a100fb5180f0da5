import Planning
import Testing
import Warren

@Suite struct QueueProblemTests {
    @Test func `a link has a queue or a limit, whichever comes first`() {
        let limit = Limit("eth0", rate: .megabits(1), burst: 5000, latency: .milliseconds(10)), line1 = #line
        let queue = Queue("eth0", .fqCodel()), line2 = #line
        #expect(faults { host1 { limit; queue } } == [
            "\(line2): eth0 of host1 already has a queue (line \(line1)); a link has one, and limits and impairments are such"
        ])
        #expect(faults { host1 { queue; limit } } == [
            "\(line1): eth0 of host1 already has a queue (line \(line2)); a link has one, and a limit is such"
        ])
    }

    @Test(arguments: [-3, 0, 1, 17])
    func `bands are 2 to 16, and a filter's is one of them`(bands: Int) {
        let filter = QueueFilter(.tcp, class: 18), line1 = #line
        let queue = Queue("eth0", .prio(bands: bands)) { filter }, line2 = #line
        #expect(faults { host1 { queue } } == [
            "\(line1): the band is 18; expected 1 to \(max(bands, 1))",
            "\(line2): the number of bands is \(bands); expected 2 to 16",
        ])
    }

    @Test func `classes are eight deep at the most`() {
        let wrong = QueueClass(9, rate: .megabits(1), in: 8), line = #line
        let queue = Queue("eth0", .htb()) {
            QueueClass(1, rate: .megabits(1))
            for number in 2...8 { QueueClass(number, rate: .megabits(1), in: number - 1) }
            wrong
        }
        #expect(faults { host1 { queue } } == ["\(line): class 9 is 9 deep; expected 8 at the most"])
    }

    @Test func `packets go to a class that has none of its own`() {
        let part = QueueClass(2, rate: .megabits(1), in: 1), line1 = #line
        let filter = QueueFilter(.tcp, class: 1), line2 = #line
        let queue = Queue("eth0", .htb(otherwise: 1)) { QueueClass(1, rate: .megabits(1)); part; filter }, line3 = #line
        let rest = "class 1 has classes of its own (line \(line1)); packets go to a class without"
        #expect(faults { host1 { queue } } == ["\(line2): \(rest)", "\(line3): \(rest)"])
    }

    @Test func `ICMP is of IPv4, and ICMPv6 of IPv6`() {
        let old = QueueFilter(to: "fd00::1", .icmp, class: 1), line1 = #line
        let new = QueueFilter(to: host2, .icmpv6, class: 1), line2 = #line
        #expect(faults { host1 { Queue("eth0", .htb()) { QueueClass(1, rate: .megabits(1)); old; new } } } == [
            "\(line1): fd00::1/128 and ICMP are of two families; expected one",
            "\(line2): 10.57.4.21/32 and ICMPv6 are of two families; expected one",
        ])
    }

    @Test func `a filter without addresses is for every family that the lab has`() throws {
        func filters(_ more: [NodeElement], _ filter: QueueFilter) throws -> [String] {
            let lab = pair {
                host1 { more; Queue("eth0", .htb()) { QueueClass(1, rate: .megabits(1)); filter } }
                Stage("one") {}
            }
            return try commands(lab, on: "host1").filter { $0.hasPrefix("tc filter") }
        }
        let ipv6 = Address("fd00::1/64", dev: "eth0").lowered
        let head = "tc filter add dev eth0 parent 1: protocol", tcp = "protocol 6 0xff flowid 1:1"
        #expect(try filters([], QueueFilter(.tcp, class: 1)) == ["\(head) ip prio 1 u32 match ip \(tcp)"])
        #expect(try filters(ipv6, QueueFilter(.tcp, class: 1)) == [
            "\(head) ip prio 1 u32 match ip \(tcp)", "\(head) ipv6 prio 2 u32 match ip6 \(tcp)",
        ])
        #expect(try filters(ipv6, QueueFilter(.icmpv6, class: 1)) == ["\(head) ipv6 prio 1 u32 match ip6 protocol 58 0xff flowid 1:1"])
        // Every address is no condition, and reads back as none.
        #expect(try filters([], QueueFilter(from: "0.0.0.0/0", class: 1)) == ["\(head) ip prio 1 u32 match u32 0 0 flowid 1:1"])
    }

    @Test func `a rate that has no place in a number is refused`() {
        let wrong = QueueClass(1, rate: .megabits(18_446_744_073_711)), line = #line
        #expect(faults { host1 { Queue("eth0", .htb()) { wrong } } } == [
            "\(line): the rate in bits per second is 9223372036854775807; expected 8 to 1000000000000"
        ])
    }

    @Test func `hashed queues hold 2 to 16256 packets`() {
        let wrong = Queue("eth0", .sfq(limit: 16257)), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): the number of packets that may wait is 16257; expected 2 to 16256"])
    }
}
