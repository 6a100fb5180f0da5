// What the rule for ESTABLISHED and RELATED is good for.
//
// After the last question of the article "Kubernetes networking in depth, part three": what does
// `-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT` do? pod-a must not call pod-b. A rule
// that says only so cuts off pod-b as well, because what pod-a answers matches it too. And whether the pods'
// packets travel bare, inside ipip or inside vxlan, host1 sees them all the same.

import Components
import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", on: host2)

let requestOfA = IPv4(from: podA, to: podB) / ICMP(.echoRequest)
let replyOfA = IPv4(from: podA, to: podB) / ICMP(.echoReply)
let requestOfB = IPv4(from: podB, to: podA) / ICMP(.echoRequest)
let fromHost1 = IPv4(from: host1, to: host2)

/// The article's answer: what belongs to a known connection first, then the ban.
struct AnswersFirst: NodeComponent {
    var body: [NodeElement] {
        Firewall(.forward) {
            Accept(.established, .related)
            Drop(from: podA, to: podB)
        }
    }
}

/// pod-a may not call, but it may answer. The patterns are pod-a's packets as the underlay has them.
func answersButDoesNotCall(request: Pattern, reply: Pattern) -> [Element] {
    [
        Ping(from: podA, to: podB)
            .fails()
            .seen(on: host1["veth-pod-a"], requestOfA, "pod-a calls")
            .notSeen(on: host1["eth0"], request, "host1 lets no call of pod-a out"),
        Ping(from: podB, to: podA, count: 2)
            .seen(on: host1["eth0"], reply, times: 2, "host1 lets pod-a's answers out"),
    ].flatMap(\.lowered)
}

Lab("firewall") {
    Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
    podA
    podB

    Stage("No rule", "Host routes, and both pods reach each other.") {
        HostRoutes(between: host1, and: host2)
        Ping(from: podA, to: podB)
        Ping(from: podB, to: podA)
    }

    Stage("A plain drop", "Packets from pod-a to pod-b are dropped. Now pod-b cannot reach pod-a either: its request arrives, and pod-a's answer is a packet from pod-a to pod-b.") {
        HostRoutes(between: host1, and: host2)
        host1 { Firewall(.forward) { Drop(from: podA, to: podB) } }

        Ping(from: podA, to: podB)
            .fails()
            .notSeen(on: host1["eth0"], requestOfA, "pod-a's request ends at host1")
        Ping(from: podB, to: podA)
            .fails()
            .seen(on: podA["eth0"], requestOfB)
            .seen(on: podA["eth0"], replyOfA)
            .notSeen(on: host1["eth0"], replyOfA, "the answer ends where the request of pod-a did")
    }

    Stage("Answers first", "The kernel knows which packets belong to a connection that the other side began. Those pass before the drop is asked: do not call me, but answer when I call.") {
        HostRoutes(between: host1, and: host2)
        host1 { AnswersFirst() }
        answersButDoesNotCall(request: requestOfA.pattern, reply: replyOfA.pattern)
    }

    Stage("In the wrong order", "The first rule that decides counts. After the drop, the rule for answers has nothing left to accept.") {
        HostRoutes(between: host1, and: host2)
        host1 {
            Firewall(.forward) {
                Drop(from: podA, to: podB)
                Accept(.established, .related)
            }
        }
        Ping(from: podA, to: podB).fails()
        Ping(from: podB, to: podA).fails().seen(on: podA["eth0"], replyOfA)
    }

    Stage("Under ipip", "Does a policy for pods work when the underlay sees none of their addresses? It does: host1 forwards pod-a's packet into the tunnel before it gets its outer header, and pod-b's after it lost it.") {
        IPTunnel(between: host1, and: host2)
        host1 { AnswersFirst() }
        answersButDoesNotCall(request: fromHost1 / requestOfA, reply: fromHost1 / replyOfA)
    }

    Stage("Under vxlan", "And so with whole frames inside UDP.") {
        VxlanTunnel(between: host1, and: host2)
        host1 { AnswersFirst() }
        answersButDoesNotCall(
            request: fromHost1 / VXLAN(vni: 100) / requestOfA, reply: fromHost1 / VXLAN(vni: 100) / replyOfA)
    }
}
