import Testing
import Warren

@Suite struct BuilderTests {
    private let host1 = Host("host1", "10.57.4.20/24")
    private let host2 = Host("host2", "10.57.4.21/24")

    private struct Rack: Component {
        let number: Int

        var body: [Element] {
            let host = Host("rack\(number)", "10.0.\(number).2/24")
            Segment("lan\(number)") { host }
            for pod in 1...2 { Pod("web\(number)-\(pod)", "192.168.\(number).\(pod)/24", on: host) }
        }
    }

    private struct Tunnel: NodeComponent {
        let peer: Host

        var body: [NodeElement] {
            IPIP("tunl0")
            Route("10.0.0.0/8", via: peer, dev: "tunl0", .onlink)
        }
    }

    private func chain(_ count: Int) -> [Element] { (0..<count).flatMap { Namespace("n\($0)").lowered } }

    /// The elements' kinds and names, in order.
    private func names(_ elements: [Element]) -> [String] {
        elements.map { element in
            switch element.word {
            case let value as Segment: "segment \(value.name)"
            case let value as Host: "host \(value.name)"
            case let value as Pod: "pod \(value.name)"
            case let value as Namespace: "namespace \(value.name)"
            case let value as Veth: "veth \(value.a) \(value.b)"
            case let value as Within: "within \(value.node): \(value.elements.count)"
            case let value as Ping: "ping \(value.from)"
            case let value as Expect: "expect \(value.node)"
            default: "?"
            }
        }
    }

    @Test func `elements come in the order in which they are written`() {
        let lab = Lab("lab") {
            host1
            Namespace("red")
            Veth(host1["a"], host2["b"])
            host1 { Bridge("br0") }
            Ping(from: host1, to: host2)
            Expect(host1) {}
        }
        #expect(names(lab.base) == ["host host1", "namespace red", "veth host1:a host2:b", "within host1: 1", "ping host1", "expect host1"])
    }

    @Test func `stages are told from the base, wherever they stand`() {
        let lab = Lab("lab") { host1; Stage("one") { host2 }; Namespace("red"); Stage("two") {} }
        #expect(names(lab.base) == ["host host1", "namespace red"])
        #expect(lab.stages.map(\.title) == ["one", "two"])
        #expect(names(lab.stages[0].elements) == ["host host2"])
    }

    @Test(arguments: [true, false])
    func `loops, branches and options are written out`(isOn: Bool) {
        let none: Host? = nil
        let lab = Lab("lab") {
            for number in 0..<3 { Namespace("loop\(number)") }
            if isOn { Namespace("on") } else { Namespace("off") }
            if isOn { Namespace("only") }
            if let none { none }
            if let host = Optional(host1) { host }
            switch isOn {
            case true: Namespace("yes")
            case false: Namespace("no")
            }
        }
        let loop = ["namespace loop0", "namespace loop1", "namespace loop2"]
        #expect(names(lab.base) == loop + (isOn ? ["namespace on", "namespace only", "host host1", "namespace yes"] : ["namespace off", "host host1", "namespace no"]))
    }

    @Test func `components and functions stand for their elements`() {
        let lab = Lab("lab") { for number in 1...2 { Rack(number: number) }; chain(2) }
        #expect(names(lab.base) == [
            "segment lan1", "host rack1", "pod web1-1", "pod web1-2", "segment lan2", "host rack2", "pod web2-1", "pod web2-2",
            "namespace n0", "namespace n1",
        ])
    }

    @Test func `a node's elements are lowered as the lab's are`() {
        let isOn = true
        let within = host1 {
            Tunnel(peer: host2)
            if isOn { Bridge("br0") } else { Bridge("br1") }
            for number in 0..<2 { Address("10.0.0.\(number)/32", dev: "lo") }
            [NodeElement(Sysctl("net.ipv4.ip_forward", 1))]
        }
        let kinds = within.elements.map { element in
            switch element.word {
            case let value as IPIP: value.name
            case let value as Route: value.dev ?? ""
            case let value as Bridge: value.name
            case let value as Address: value.address
            case let value as Sysctl: "\(value.name)=\(value.value)"
            default: "?"
            }
        }
        #expect(within.node == "host1")
        #expect(kinds == ["tunl0", "tunl0", "br0", "10.0.0.0/32", "10.0.0.1/32", "net.ipv4.ip_forward=1"])
    }

    @Test func `a segment declares the nodes on it`() {
        let red = Namespace("red")
        let segment = Segment("lan", gateway: "10.57.4.1") {
            host1
            for host in [host2] { host }
            red.attached(as: "eth7", "10.57.4.9/24")
        }
        #expect(names(segment.lowered) == ["segment lan", "host host1", "host host2", "namespace red"])
        #expect(segment.attachments.map(\.node) == ["host1", "host2", "red"])
        #expect(segment.attachments.map(\.link) == [nil, nil, "eth7"])
        #expect(segment.attachments.map(\.addresses) == [["10.57.4.20/24"], ["10.57.4.21/24"], ["10.57.4.9/24"]])
    }

    @Test func `nodes, links and texts stand for addresses and MACs`() {
        let route = Route(host2, via: host2["eth0"], dev: "eth0", src: "10.57.4.20")
        #expect(route.destination == .node("host2"))
        #expect(route.via == .link(LinkReference(node: "host2", link: "eth0")))
        #expect(route.src == .literal("10.57.4.20"))
        #expect(Forwarding(.allZero, dev: "vxlan0").mac == .literal("00:00:00:00:00:00"))
        #expect(Ethernet(to: .broadcast).to == .literal("ff:ff:ff:ff:ff:ff"))
    }

    @Test func `traits and times become values`() {
        let ping = Ping(from: host1, to: host2, interval: .milliseconds(5), timeout: .microseconds(1500), .dontFragment).fails(within: .seconds(2))
        #expect(ping.dontFragment && ping.interval == 5 && ping.timeout == 2000 && ping.outcome == .fails)
        #expect(Ping(from: host1, to: host2).fails(with: .netUnreachable).outcome == .refused(.netUnreachable))
        #expect(Vxlan("v", id: 1).learning && !Vxlan("v", id: 1, .nolearning).learning)
    }

    @Test func `layers are joined outermost first`() {
        let inner = IPv4() / ICMP()
        #expect((Ethernet() / inner).layers == (Ethernet() / IPv4() / ICMP()).layers)
        #expect((Ethernet() / inner).layers == [.ethernet(Ethernet()), .ipv4(IPv4()), .icmp(ICMP())])
    }
}
