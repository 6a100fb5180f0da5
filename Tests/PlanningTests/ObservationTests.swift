import Addresses
import Testing
import Warren

@testable import Netlink
@testable import Planning

@Suite("What really runs, in the terms of what should")
struct ObservationTests {
    /// A state in which host1 has an object of every kind.
    private let wanted: NetworkState

    init() throws {
        let key = WireGuardKey(bytes: [UInt8](repeating: 7, count: 32))!
        let lab = pair {
            Stage("all") {
                host1 {
                    Vxlan("vxlan0", id: 1, group: "239.1.1.1", dev: "eth0")
                    Bridge("br0", ports: ["veth-pod-a"], vlanFiltering: true)
                    BridgePort("veth-pod-a", tagged: [10])
                    Wireguard("wg0", port: 1)
                    WireguardPeer(
                        publicKey: "\(key)", dev: "wg0", endpoint: host2, port: 2, allowedIPs: ["10.20.0.0/24"])
                    Address("10.9.0.1/24", dev: "vxlan0")
                    Route("10.8.0.0/16", via: "10.9.0.2")
                    Neighbour("10.9.0.2", mac: "02:00:00:00:00:09", dev: "vxlan0")
                    Forwarding("02:00:00:00:00:09", dst: host2, dev: "vxlan0")
                    Rule(from: "10.8.0.0/16", table: 100, priority: 7)
                    Limit("eth0", rate: .megabits(8), burst: 5000, latency: .milliseconds(50))
                    Impair("eth0", delay: .milliseconds(5))
                    Nexthop(1, via: "10.9.0.2")
                    Queue("veth-pod-a", .htb(otherwise: 20)) {
                        QueueClass(20, rate: .megabits(8))
                        QueueFilter(.tcp, toPort: 80, class: 20)
                    }
                    Sysctl("net.ipv4.conf.all.rp_filter", 2)
                }
            }
        }
        wanted = try Plan(lab).stages[0].state
    }

    private var source: Warren.SourceLocation { wanted["host1"]!.source }

    /// The state that is observed once something has happened to host1.
    private func observe(of wanted: NetworkState? = nil, _ happen: (inout NodeTables) -> Void) -> NetworkState {
        let wanted = wanted ?? self.wanted
        var tables = KernelTables.of(wanted)
        happen(&tables["host1"]!)
        return observation(of: wanted, tables)
    }

    private func observation(of wanted: NetworkState, _ tables: [String: NodeTables]) -> NetworkState {
        NetworkState(wanted.nodes.compactMap { node in tables[node.name].map { Observation.node(node, tables: $0) } })
    }

    /// What is done about it.
    private func repairs(of wanted: NetworkState? = nil, _ happen: (inout NodeTables) -> Void) -> [Planning.Operation] {
        let wanted = wanted ?? self.wanted
        return observe(of: wanted, happen).steps(to: wanted, removingBecause: "it is not the lab's").map(\.operation)
    }

    @Test func `what is as declared is there as it was declared`() {
        #expect(observe { _ in } == wanted)
        #expect(repairs { _ in } == [])
    }

    @Test func `an object of any kind that is missing is left out, and made again`() {
        func check<Object: KernelObject>(_ kind: Object.Type) {
            let declared = wanted["host1"]!.objects[kind]
            #expect(!declared.isEmpty, "\(kind)")
            guard let last = declared.last else { return }
            func lose(_ tables: inout NodeTables) { tables[kind].removeAll { $0 == last.value } }
            #expect(observe(lose)["host1"]!.objects[kind] == declared.dropLast(), "\(kind)")
            #expect(repairs(lose).contains(.add(last.value)), "\(kind)")
        }
        for kind in ObjectKinds.all { check(kind) }
    }

    @Test func `one that is different is there as it is, and is replaced by the declared one`() {
        func check<Object: KernelObject>(_ change: (inout Object) -> Void) {
            let declared = wanted["host1"]!.objects[Object.self]
            guard var found = declared.last?.value, let last = declared.last else { return }
            change(&found)
            func become(_ tables: inout NodeTables) { tables[Object.self][tables[Object.self].count - 1] = found }
            #expect(
                observe(become)["host1"]!.objects[Object.self] == declared.dropLast() + [
                    Declared(found, at: source, because: "somebody added it by hand")
                ])
            let steps = repairs(become)
            #expect(steps.contains(.add(last.value)), "\(Object.noun): \(steps)")
            // What takes the place of another on its link needs no removal.
            #expect(steps.contains(.remove(found)) || Object.self == TokenBucket.self, "\(Object.noun): \(steps)")
        }
        check { (address: inout AddressEntry) in address.address = Prefix("10.9.0.1/25")! }
        check { (route: inout RouteEntry) in route.metric = 9 }
        check { (neighbour: inout NeighbourEntry) in neighbour.mac = .broadcast }
        check { (entry: inout ForwardingEntry) in entry.destination = IPAddress("10.57.4.99")! }
        check { (rule: inout RuleEntry) in rule.table = 101 }
        check { (peer: inout PlannedPeer) in peer.allowedIPs = [] }
        check { (vlan: inout BridgeVLANEntry) in vlan.isUntagged = true }
        check { (impairment: inout Impairment) in impairment.delay = 6_000_000 }
        check { (limit: inout TokenBucket) in limit.rate = 16_000_000 }
    }

    @Test func `what somebody made by hand is at the node's own line, and is removed`() {
        func check(_ object: some KernelObject) {
            func make(_ tables: inout NodeTables) { tables[type(of: object)].append(object) }
            #expect(
                observe(make)["host1"]!.objects[type(of: object)].last
                    == Declared(object, at: source, because: "somebody added it by hand"))
            #expect(repairs(make) == [.remove(object)])
        }
        check(AddressEntry(link: "eth0", address: Prefix("10.57.4.99/24")!))
        check(RouteEntry(destination: Prefix("10.7.0.0/16")!, type: .blackhole))
        check(RouteEntry(destination: Prefix("10.7.0.0/16")!, device: "eth0", proto: 4))
        check(NeighbourEntry(link: "eth0", address: IPAddress("10.57.4.99")!, mac: .broadcast))
        check(ForwardingEntry(link: "vxlan0", mac: .zero, destination: IPAddress("10.57.4.99")!))
        check(RuleEntry(family: .ipv6, priority: 32765, table: 254))
        check(
            PlannedPeer(link: "wg0", key: .known(ObjectSamples.keys[1]), endpoint: nil, allowedIPs: [], keepalive: nil))
        check(BridgeVLANEntry(link: "veth-pod-a", id: 20))
        check(Impairment(link: "veth-pod-a", loss: 1))
        check(TokenBucket(link: "veth-pod-a", rate: 8000, burst: 2000, limit: 3000))
    }

    @Test func `what the kernel makes by itself, and what is on links that the lab does not know, is nobody's`() {
        let group = IPAddress("239.1.1.1")!, other = IPAddress("10.57.4.99")!
        #expect(
            repairs { tables in
                // What Warren does not know how to make, and a driver's own.
                tables.links.append(LinkState(index: 99, name: "by-hand", kind: "tun"))
                tables.links.append(LinkState(index: 98, name: "tunl0", kind: "ipip", data: .ipip(IPIPLink())))
                tables[AddressEntry.self] += [
                    AddressEntry(link: "lo", address: Prefix("127.0.0.1/8")!),
                    AddressEntry(link: "eth0", address: Prefix("fe80::1/64")!),
                    AddressEntry(link: "by-hand", address: Prefix("10.1.1.1/24")!),
                ]
                tables[RouteEntry.self] += [
                    RouteEntry(destination: Prefix("10.57.4.0/24")!, device: "eth0", proto: 2),
                    RouteEntry(
                        destination: Prefix("10.57.4.20/32")!, device: "eth0", table: 255, type: .local, proto: 3),
                    RouteEntry(destination: Prefix("fd00::/64")!, device: "eth0", proto: 9),
                    RouteEntry(destination: Prefix("10.1.0.0/16")!, device: "by-hand"),
                    RouteEntry(
                        destination: Prefix("10.2.0.0/16")!,
                        hops: [NextHop(device: "eth0"), NextHop(device: "by-hand")]),
                ]
                tables[NeighbourEntry.self] += [
                    NeighbourEntry(link: "eth0", address: other, mac: .broadcast, state: .stale),
                    NeighbourEntry(link: "eth0", address: other, state: .none, isProxy: true),
                ]
                tables[ForwardingEntry.self] += [
                    ForwardingEntry(link: "vxlan0", mac: .broadcast, destination: other, state: .dynamic),
                    ForwardingEntry(link: "veth-pod-a", mac: .broadcast),
                    // A vxlan device's own, which leads to its group.
                    ForwardingEntry(link: "vxlan0", mac: .zero, destination: group),
                ]
                tables[RuleEntry.self] += [
                    RuleEntry(family: .ipv4, priority: 0, table: 255),
                    RuleEntry(family: .ipv4, priority: 32766, table: 254),
                ]
            } == [])
    }

    @Test func `links and tables that somebody made by hand go, but for those that a program of the lab may have made`() {
        func make(_ tables: inout NodeTables) {
            tables.links.append(LinkState(index: 99, name: "by-hand", kind: "dummy", data: .dummy(DummyLink())))
            tables.links.append(LinkState(index: 98, name: "cable", kind: "veth"))
            tables[AddressEntry.self].append(AddressEntry(link: "by-hand", address: Prefix("10.1.1.1/24")!))
            tables.otherTables = ["ip nat"]
        }
        #expect(repairs(make) == [.deleteLink("cable"), .deleteLink("by-hand"), .removeTable("ip nat")])
        #expect(observe(make)["host1"]!.foreignTables == [Declared("ip nat", at: source, because: "somebody added it by hand")])
        #expect(
            repairs { tables in
                make(&tables)
                tables.hasPrograms = true
            } == [])
    }

    @Test func `what lies upon another of its kind goes first, in whatever order the kernel tells of them`() {
        func classOf(_ number: UInt16, within parent: UInt16) -> QueueClassEntry {
            QueueClassEntry(link: "veth-pod-a", number: number, parent: parent, rate: 1000, ceiling: 1000, burst: 1600)
        }
        let (outer, inner, innermost) = (classOf(200, within: 0), classOf(201, within: 200), classOf(202, within: 201))
        for found in [[outer, inner, innermost], [innermost, inner, outer]] {
            #expect(repairs { $0[QueueClassEntry.self] += found } == [.remove(innermost), .remove(inner), .remove(outer)])
        }
        let single = NexthopEntry(id: 77, isBlackhole: true), group = NexthopEntry(id: 78, members: [.init(id: 77)])
        // The kernel removes a group with the last of its members.
        #expect(repairs { $0[NexthopEntry.self] += [group, single] } == [.remove(single)])
    }

    @Test func `an MTU by hand is put back, whether the lab asked for one or not, but a bridge follows its ports`() {
        func change(_ link: String) -> [Planning.Operation] {
            repairs { tables in
                let position = tables.links.firstIndex { $0.name == link }!
                tables.links[position].mtu = 1300
            }
        }
        #expect(change("vxlan0") == [.changeLink("vxlan0", LinkChange(mtu: 1450))])
        #expect(change("lo") == [.changeLink("lo", LinkChange(mtu: 65536))])
    }

    @Test func `a cable whose one end has another name or place is laid anew, as soon as it is gone`() throws {
        for gone in ["pod-a", "host1"] {
            var tables = KernelTables.of(wanted)
            let end = gone == "host1" ? "veth-pod-a" : "eth0"
            tables[gone]!.links.removeAll { $0.name == end }
            let steps = observation(of: wanted, tables).steps(to: wanted, removingBecause: "")
            let other = gone == "host1" ? ("pod-a", "eth0") : ("host1", "veth-pod-a")
            let deletion = try #require(steps.firstIndex { $0.node == other.0 && $0.operation == .deleteLink(other.1) })
            let creation = try #require(steps.firstIndex { if case .createLink = $0.operation { true } else { false } })
            #expect(deletion < creation)
        }
    }

    @Test func `what bears a program's mark is the program's where the lab runs any, and somebody's elsewhere`() {
        let route = RouteEntry(destination: Prefix("10.7.0.0/16")!, device: "eth0", proto: 12)
        var address = AddressEntry(link: "eth0", address: Prefix("10.57.4.99/24")!)
        address.lifetime = 3600
        var entry = ForwardingEntry(link: "vxlan0", mac: .zero, destination: IPAddress("10.57.4.99")!)
        entry.isExternallyLearned = true
        func learn(_ tables: inout NodeTables) {
            tables[RouteEntry.self].append(route)
            tables[AddressEntry.self].append(address)
            tables[ForwardingEntry.self].append(entry)
        }
        #expect(Set(repairs(learn)) == [.remove(route), .remove(address), .remove(entry)])
        var routed = wanted
        let program = Declared(PlannedProcess(arguments: ["bird"]), at: source, because: "")
        _ = routed.update("host1") { $0.processes = [program] }
        #expect(repairs(of: routed, learn) == [])
        // What somebody does by hand beside a program is somebody's still.
        let blackhole = RouteEntry(destination: Prefix("10.6.0.0/16")!, type: .blackhole)
        #expect(repairs(of: routed) { $0[RouteEntry.self].append(blackhole) } == [.remove(blackhole)])
        // Each node has its own programs.
        _ = routed.update("host1") { $0.processes = [] }
        _ = routed.update("host2") { $0.processes = [program] }
        #expect(repairs(of: routed, learn).count == 3)
    }

    @Test func `a declared object is known by what was asked for, also when the kernel has filled in more`() {
        #expect(
            repairs { tables in
                for (position, route) in tables[RouteEntry.self].enumerated()
                where route.destination == Prefix("10.8.0.0/16")! {
                    tables[RouteEntry.self][position].device = "vxlan0"
                    tables[RouteEntry.self][position].scope = .global
                }
                // A program may have made it, and it is the declared one all the same.
                for position in tables[RouteEntry.self].indices { tables[RouteEntry.self][position].proto = 12 }
            } == [])
    }

    @Test func `a link is there as it is`() throws {
        func changes(_ happen: (inout LinkState) -> Void) -> [Planning.Operation] {
            repairs { tables in
                let position = tables.links.firstIndex { $0.name == "eth0" }!
                happen(&tables.links[position])
            }
        }
        #expect(changes { $0.isUp = false } == [.changeLink("eth0", LinkChange(up: true))])
        #expect(changes { $0.mtu = 1400 } == [.changeLink("eth0", LinkChange(mtu: 1500))])
        #expect(
            changes { $0.mac = .broadcast } == [
                .changeLink("eth0", LinkChange(mac: wanted["host1"]![link: "eth0"]!.mac))
            ])
        #expect(
            repairs { tables in
                let position = tables.links.firstIndex { $0.name == "veth-pod-a" }!
                tables.links[position].master = nil
            }.contains(.changeLink("veth-pod-a", LinkChange(master: .link("br0")))))
        let vxlan = try #require(wanted["host1"]?[link: "vxlan0"])
        let gone = repairs { $0.links.removeAll { $0.name == "vxlan0" } }
        #expect(gone.contains { if case .createLink(let request) = $0 { request.name == vxlan.name } else { false } })
        // One of other parameters is made anew, with all that was on it.
        let other = repairs { tables in
            let position = tables.links.firstIndex { $0.name == "vxlan0" }!
            tables.links[position].data = .vxlan(VxlanLink(id: 2, group: IPAddress("239.1.1.1")!, device: "eth0"))
        }
        #expect(
            other.first == .deleteLink("vxlan0") && other.contains { if case .createLink = $0 { true } else { false } })
        #expect(other.contains(.add(AddressEntry(link: "vxlan0", address: Prefix("10.9.0.1/24")!))))
    }

    @Test func `a setting is as the kernel has it, and one that it does not have is as good as set`() {
        let name = "net.ipv4.conf.all.rp_filter"
        #expect(repairs { $0.settings[name] = "0" } == [.setSysctl(name, value: "2")])
        #expect(repairs { $0.settings[name] = nil } == [])
    }

    @Test func `a node without tables is gone, and is made whole`() {
        var tables = KernelTables.of(wanted)
        tables["host1"] = nil
        let state = observation(of: wanted, tables)
        #expect(state["host1"] == nil && state["host2"] != nil)
        let steps = state.steps(to: wanted, removingBecause: "")
        #expect(steps.contains { $0.node == "host1" && $0.operation == .createNamespace })
    }

    @Test func `servers and programs that no longer run are left out`() {
        var serving = wanted
        let server = PlannedServer(transport: .tcp, port: 80, service: .echo),
            program = PlannedProcess(arguments: ["bird"])
        _ = serving.update("host1") { node in
            node.servers = [Declared(server, at: source, because: "")]
            node.processes = [Declared(program, at: source, because: "")]
        }
        #expect(repairs(of: serving) { _ in } == [])
        #expect(repairs(of: serving) { $0.servers = [] } == [.serve(server)])
        #expect(repairs(of: serving) { $0.processes = [] } == [.start(program)])
    }
}
