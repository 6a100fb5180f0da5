import Drawing
import Graphviz
import Testing
import Warren

@Suite("Text, DOT and Mermaid say the same")
struct FormatTests {
    @Test("text is a tree from segment to pod, with the tunnels below")
    func text() throws {
        #expect(try Labs.diagram(Labs.pair(story: "Frames in UDP.")).text == """
            pair · Stage 1: vxlan
            Frames in UDP.

            underlay   segment   gateway 10.57.4.1/24
            ├─ eth0 10.57.4.20/24   host1
            │  ├─ veth-pod-a ── eth0 192.168.10.10/24   pod-a
            │  └┄ vxlan0 192.168.10.1/32   vxlan VNI 100 udp 4789
            └─ eth0 10.57.4.21/24   host2
               ├─ veth-pod-b ── eth0 192.168.11.10/24   pod-b
               └┄ vxlan0 192.168.11.1/32   vxlan VNI 100 udp 4789

            tunnels
              vxlan VNI 100 udp 4789   host1:vxlan0   ┄ host2:vxlan0

            """)
    }

    @Test("what nodes do is marked on them, and limits on links")
    func notes() async throws {
        let diagram = try Labs.diagram(Labs.busy)
        #expect(diagram.text.hasPrefix("""
            busy

            underlay   segment   gateway 10.57.4.1/24   firewall forward: 1 rule, else drop
            ├─ eth0 10.57.4.20/24 at most 10 Mbit/s   host1
            │  ├─ firewall input: 2 rules, else accept
            │  ├─ firewall forward: 1 rule, else drop
            │  ├─ veth-pod-a ── eth0 192.168.10.10/24 at most 1500 kbit/s   pod-a
            │  │  ├─ http on tcp 8080
            │  │  ├─ runs iperf3 on tcp 5201
            │  │  └─ runs sleep
            │  └┄ vxlan0 at most 1 Gbit/s   vxlan VNI 1 udp 8472
            └─ eth0 10.57.4.21/24   host2
               ├─ echo on udp 7
               ├─ reply on tcp 9
               └─ mv0 10.57.4.99/24   macvlan on eth0, vepa

            """))
        let svg = try await diagram.svg(engine: Graphviz().plain)
        for words in [
            "firewall forward: 1 rule, else drop", "firewall input: 2 rules, else accept", "at most 10 Mbit/s", "at most 1500 kbit/s", "at most 1 Gbit/s",
            "http on tcp 8080", "runs iperf3 on tcp 5201", "echo on udp 7", "macvlan on eth0, vepa",
        ] { for (format, text) in [("svg", svg), ("dot", diagram.dot), ("mermaid", diagram.mermaid)] { #expect(text.contains(words), "\(words) in \(format)") } }
        #expect(svg.contains("class=\"note-firewall ") && svg.contains("note-server") && svg.contains("note-program"))
    }

    @Test("in text the ports of a bridge are below it, and a pod's other cable below the pod")
    func bridges() throws {
        let text = try Labs.diagram(Labs.bridges).text
        #expect(text.contains("""
            └─ eth0 10.57.4.20/24   host1
               ├─ docker0 172.17.0.1/16   bridge
               │  ├─ veth-web ── eth0 172.17.0.2/16   web
               │  └─ veth-db ── eth0 172.17.0.3/16   db
            """))
        #expect(text.contains("└─ veth-back ── eth1 172.18.0.3/16   db"))
    }

    @Test("a bond is drawn with its ports, and a queue at its link")
    func bonds() throws {
        let diagram = try Labs.diagram(Labs.bonded)
        #expect(diagram.text.contains("""
               └─ bond0 10.57.4.30/24 htb, 2 classes   bond 802.3ad
                  ├─ eth0   to left
                  └─ eth1   to right
            """), "\(diagram.text)")
        #expect(diagram.text.contains("eth0 10.57.4.20/24 fq_codel") && diagram.text.contains("veth-pod-a prio, 2 bands ──"), "\(diagram.text)")
        let lines = diagram.dot.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.contains { $0.hasPrefix("\"left\" -- \"server:bond0\" ") && $0.contains("eth0") }, "\(diagram.dot)")
        #expect(lines.contains { $0.hasPrefix("\"server:bond0\" [") && $0.contains("bond 802.3ad") }, "\(diagram.dot)")
    }

    @Test("no line of text is wider than 100 columns, and every node is told once")
    func width() throws {
        var host = Host("host-with-a-long-name-of-its-own")
        host.addresses = (1...20).map { number in "fd00:57:1234:5678:9abc:def0:1111:\(String(4096 + number, radix: 16))/64" }
        let many = host
        let lab = Lab("wide") { Segment("underlay") { many } }
        for diagram in try [Labs.diagram(lab), Labs.diagram(Labs.flannel(hosts: 20, pods: 9)), Labs.diagram(Labs.mixed)] {
            let lines = diagram.text.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= 100 }, "\(lines.max { $0.count < $1.count } ?? "")")
            for node in diagram.nodes {
                let own = lines.filter { $0.split(separator: " ").contains(Substring(node.name)) && !$0.contains("see above") && !$0.contains("──") }
                #expect(own.count == 1, "\(node.name)")
            }
        }
    }

    @Test("DOT has a cluster for each host, with nodes named as in the lab")
    func dot() throws {
        let lines = try Labs.diagram(Labs.ipip).dot.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.contains("\"underlay\" [label=\"underlay\\ngateway 10.57.4.1/24\", fillcolor=\"#334155\", fontcolor=white, width=3]"))
        #expect(lines.contains("subgraph \"cluster_host1\" {"))
        #expect(lines.contains("\"underlay\" -- \"host1\" [headlabel=\"eth0 10.57.4.20/24\"]"))
        #expect(lines.contains("\"host1:tunl0\" -- \"host2:tunl0\" [label=\"ipip\", style=dashed, color=\"#a3387f\", constraint=false]"))
    }

    @Test("Graphviz reads the DOT of every lab")
    func canonical() async throws {
        for lab in [Labs.pair(title: "a \"title\" \\N & <b> \\", story: "x"), Labs.ipip, Labs.bridges, Labs.mixed, Labs.flannel(hosts: 5, pods: 9)] {
            let diagram = try Labs.diagram(lab)
            let canonical = try await Graphviz().run(diagram.dot, format: "canon")
            for node in diagram.nodes { #expect(canonical.contains(node.name)) }
        }
    }

    @Test("Mermaid has a subgraph for each host, and numbers for names")
    func mermaid() throws {
        let lines = try Labs.diagram(Labs.ipip).mermaid.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.prefix(10) == [
            "---", "title: \"ipip\"", "---", "flowchart TB", "v0([\"underlay<br/>gateway 10.57.4.1/24\"]):::segment",
            "subgraph c0[\"host1\"]", "v1(\"host1\"):::host", "v2[[\"tunl0\"]]:::tunnel", "end", "subgraph c1[\"host2\"]",
        ])
        #expect(lines.contains("v0 ---|\"eth0 10.57.4.20/24\"| v1"))
        #expect(lines.contains("v2 -.-|\"ipip\"| v4"))
    }

    @Test("many devices of one tunnel hang on a shape of its own rather than on each other")
    func hub() throws {
        let diagram = try Labs.diagram(Labs.flannel(hosts: 6, pods: 1))
        #expect(diagram.dot.split(separator: "\n").count { $0.contains("style=dashed") } == 6)
        #expect(diagram.mermaid.split(separator: "\n").count { $0.contains("-.-") } == 6)
    }
}
