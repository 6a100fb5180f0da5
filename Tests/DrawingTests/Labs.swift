import Drawing
import Planning
import Warren

/// Labs that the tests draw, each for what is particular to it.
enum Labs {
    static func diagram(_ lab: Lab, stage: Int? = nil, podLimit: Int? = Diagram.usualPodLimit) throws -> Diagram {
        let plan = try Plan(lab)
        let stage = plan.stages[(stage ?? plan.stages.count) - 1]
        return Diagram(plan, stage, podLimit: podLimit)
    }

    static let host1 = Host("host1", "10.57.4.20/24")
    static let host2 = Host("host2", "10.57.4.21/24")

    /// Two hosts with a pod each, and a vxlan device on both whose forwarding entries are given.
    static func pair(
        title: String = "vxlan", story: String = "", id: Int = 100, port: Int? = 4789, otherID: Int? = nil, otherPort: Int? = nil,
        isMutual: Bool = true
    ) -> Lab {
        Lab("pair") {
            Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
            Pod("pod-a", "192.168.10.10/24", on: host1)
            Pod("pod-b", "192.168.11.10/24", on: host2)
            Stage(title, story) {
                host1 {
                    Vxlan("vxlan0", id: id, port: port, local: host1, dev: "eth0")
                    Address("192.168.10.1/32", dev: "vxlan0")
                    Forwarding(.allZero, dst: host2, dev: "vxlan0")
                }
                host2 {
                    Vxlan("vxlan0", id: otherID ?? id, port: otherPort ?? port, local: host2, dev: "eth0")
                    Address("192.168.11.1/32", dev: "vxlan0")
                    if isMutual { Forwarding(.allZero, dst: host1, dev: "vxlan0") }
                }
            }
        }
    }

    /// Two hosts whose ipip devices have no remote address: only routes say where packets go.
    static let ipip = Lab("ipip") {
        Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
        host1 {
            IPIP("tunl0", local: host1, ttl: 64)
            Route("192.168.11.0/24", via: host2, dev: "tunl0", .onlink)
        }
        host2 {
            IPIP("tunl0", local: host2, ttl: 64)
            Route("192.168.10.0/24", via: host1, dev: "tunl0", .onlink)
        }
    }

    /// As many hosts, each with as many pods on a bridge, and a vxlan device that knows all others.
    static func flannel(hosts count: Int, pods: Int) -> Lab {
        let hosts = (1...count).map { Host("host\($0)", "10.57.4.\(20 + $0)/24") }
        return Lab("flannel") {
            Segment("underlay", gateway: "10.57.4.1") { hosts }
            for (number, host) in hosts.enumerated() {
                for pod in 0..<pods {
                    Pod("pod-\(number + 1)-\(pod + 1)", "10.244.\(number + 1).\(pod + 2)/24", on: host, style: .bridged("cni0", gateway: "10.244.\(number + 1).1"))
                }
                host {
                    Bridge("cni0")
                    Address("10.244.\(number + 1).1/24", dev: "cni0")
                    Vxlan("flannel.1", id: 1, local: host, dev: "eth0", .nolearning)
                    for other in hosts where other.name != host.name { Forwarding(other["flannel.1"], dst: other, dev: "flannel.1") }
                }
            }
        }
    }

    /// Two pods on a bridge, one of them on a second one too.
    static var bridges: Lab {
        let pod = Pod("db", "172.17.0.3/16", on: host1, style: .bridged("docker0", gateway: "172.17.0.1"))
        return Lab("bridges") {
            Segment("underlay", gateway: "10.57.4.1") { host1 }
            Pod("web", "172.17.0.2/16", on: host1, style: .bridged("docker0", gateway: "172.17.0.1"))
            pod
            host1 {
                Bridge("docker0")
                Address("172.17.0.1/16", dev: "docker0")
                Bridge("back", ports: ["veth-back"])
            }
            Veth(host1["veth-back"], pod["eth1"])
            pod { Address("172.18.0.3/16", dev: "eth1") }
        }
    }

    /// A host on two segments by a bond, whose port to the second is its spare, and queues.
    static var bonded: Lab {
        let server = Namespace("server")
        return Lab("bonded") {
            Segment("left", gateway: "10.57.4.1") { host1; server.attached(as: "eth0") }
            Segment("right") { server.attached(as: "eth1") }
            Pod("pod-a", "192.168.10.10/24", on: host1)
            server {
                Bond("bond0", ports: ["eth0", "eth1"], mode: .lacp)
                Address("10.57.4.30/24", dev: "bond0")
                Queue("bond0", .htb(otherwise: 2)) {
                    QueueClass(1, rate: .megabits(8))
                    QueueClass(2, rate: .megabits(2))
                }
            }
            host1 { Queue("veth-pod-a", .prio(bands: 2)); Queue("eth0", .fqCodel()) }
        }
    }

    /// What nodes do beside having links: firewalls, servers, programs, limits, macvlans.
    static var busy: Lab {
        let pod = Pod("pod-a", "192.168.10.10/24", on: host1)
        let underlay = Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
        return Lab("busy") {
            underlay
            pod
            underlay { Firewall(.forward, policy: .drop) { Accept(.icmp) } }
            host1 {
                Firewall(.input) { Drop(.udp); Accept(.established) }
                Firewall(.forward, policy: .drop) { Accept() }
                Vxlan("vxlan0", id: 1, local: host1, dev: "eth0")
                Limit("eth0", rate: .megabits(10), burst: 5000, latency: .milliseconds(50))
                Limit("vxlan0", rate: .megabits(1000), burst: 200_000, latency: .milliseconds(50))
            }
            host2 {
                Macvlan("mv0", on: "eth0", mode: .vepa)
                Address("10.57.4.99/24", dev: "mv0")
            }
            pod { Limit("eth0", rate: .kilobits(1500), burst: 5000, latency: .milliseconds(50)) }
            HTTPServer(on: pod, port: 8080)
            Serve(on: host2, .udp, port: 7)
            Serve(on: host2, .tcp, port: 9, reply: "so")
            Run(on: pod, "/usr/bin/iperf3", "-s", ready: .listening(tcp: 5201))
            Run(on: pod, "sleep", "1000")
        }
    }

    /// Two segments with a router between, and namespaces in a ring below.
    static var mixed: Lab {
        let router = Namespace("router")
        let ring = (1...5).map { Namespace("ns\($0)") }
        return Lab("mixed") {
            Segment("left") { host1; router.attached(as: "eth0", "10.57.4.1/24") }
            Segment("right") {
                Host("host3", "10.58.4.20/24", "fd00:58::20/64")
                router.attached(as: "eth1", "10.58.4.1/24", "fd00:58::1/64")
            }
            for (position, namespace) in ring.enumerated() {
                namespace
                Veth(namespace["right"], ring[(position + 1) % ring.count]["left"])
            }
            Veth(router["down"], ring[0]["up"])
            Namespace("alone")
        }
    }
}
