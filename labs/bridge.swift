// Containers on a bridge, and one of them on a second one.
//
// After the Docker part of "The network model of Kubernetes and its plug-ins": docker0 is 172.17.0.1/16, the
// containers on it are 172.17.0.2 and 172.17.0.3; a network of one's own, mynet, is 192.168.0.1/16, and tomcat01
// is connected to it later. Docker's firewall rules are not in this lab: it is about frames.

import Warren

let host = Host("bogon")
let tomcat01 = Pod("tomcat01", "172.17.0.2/16", on: host, style: .bridged("docker0", gateway: "172.17.0.1"))
let tomcat02 = Pod("tomcat02", "172.17.0.3/16", on: host, style: .bridged("docker0", gateway: "172.17.0.1"))
let tomcat03 = Pod("tomcat03", "172.17.0.4/16", on: host, style: .bridged("docker0", gateway: "172.17.0.1"))
let tomcatNet01 = Pod("tomcat-net-01", "192.168.0.2/16", on: host, style: .bridged("mynet", gateway: "192.168.0.1"))

let request = Ethernet(from: tomcat01["eth0"], to: tomcat02["eth0"]) / IPv4(from: tomcat01, to: tomcat02, ttl: 64) / ICMP(.echoRequest)
let reply = Ethernet(from: tomcat02["eth0"], to: tomcat01["eth0"]) / IPv4(from: tomcat02, to: tomcat01, ttl: 64) / ICMP(.echoReply)

/// A network as `docker network create` makes it: a bridge that has the gateway's address.
struct Network: Component {
    let name: String, gateway: String
    var ports: [String] = []
    var ageing: Int?
    var body: [Element] {
        host {
            Bridge(name, ports: ports, ageing: ageing)
            Address(gateway, dev: name)
        }
    }
}

Lab("bridge") {
    host
    tomcat01
    tomcat02
    tomcat03

    Stage("docker0", "A bridge is a switch: frames go from container to container with their own MAC addresses, and no hop is counted. The question for a MAC address goes to everybody; from question and answer the bridge learns who is where, and what follows only the right port sees.") {
        Network(name: "docker0", gateway: "172.17.0.1/16")

        Ping(from: tomcat01, to: tomcat02, count: 3)
            .seenInOrder(
                Sight(on: tomcat03["eth0"], Ethernet(from: tomcat01["eth0"], to: .broadcast) / ARP(.request, target: tomcat02)),
                Sight(on: tomcat01["eth0"], ARP(.reply, sender: tomcat02, senderMAC: tomcat02["eth0"])),
                Sight(on: tomcat02["eth0"], request),
                Sight(on: tomcat01["eth0"], reply),
                note: "everybody is asked; one answers; the rest is between two")
            .seen(on: host["docker0"], ARP(.request, target: tomcat02), "the host hears the question too: docker0 is its own link")
            .notSeen(on: tomcat03["eth0"], ICMP(), "the third port sees not one echo")
            .notSeen(on: host["docker0"], ICMP(), "nor does the host: it routes nothing here")
    }

    Stage("The host's own port", "docker0 is also the host's link into the network, with the gateway's address. So the host reaches the containers, and they reach the host.") {
        Network(name: "docker0", gateway: "172.17.0.1/16")

        Ping(from: host, to: tomcat02)
            .seen(on: tomcat02["eth0"], Ethernet(from: host["docker0"], to: tomcat02["eth0"]) / IPv4(from: "172.17.0.1", to: tomcat02) / ICMP(.echoRequest))
            .notSeen(on: tomcat01["eth0"], ICMP(), "not by way of another container")
        Ping(from: tomcat02, to: "172.17.0.1")
    }

    Stage("A bridge that forgets", "With an ageing time of 0 nothing is remembered, and the switch is a hub: each frame goes to every port, and the third container reads along.") {
        Network(name: "docker0", gateway: "172.17.0.1/16", ageing: 0)

        Ping(from: tomcat01, to: tomcat02, count: 2)
            .seen(on: tomcat03["eth0"], request, times: 2)
            .seen(on: tomcat03["eth0"], reply, times: 2)
    }

    Stage("A second network", "mynet is a bridge of its own. Its frames and docker0's never meet; between the two there is only the host, as a router: the packet comes to tomcat-net-01 from mynet's gateway, one hop older. (Docker's own rules forbid even that.)") {
        Network(name: "docker0", gateway: "172.17.0.1/16")
        Network(name: "mynet", gateway: "192.168.0.1/16")
        tomcatNet01

        // As in the article: an address of the host's is reached whatever network it belongs to.
        Ping(from: tomcat02, to: "192.168.0.1")
        Ping(from: tomcat01, to: tomcatNet01)
            .seen(on: tomcatNet01["eth0"], Ethernet(from: host["mynet"], to: tomcatNet01["eth0"]) / IPv4(from: tomcat01, to: tomcatNet01, ttl: 63) / ICMP(.echoRequest))
            .notSeen(on: tomcatNet01["eth0"], Ethernet(from: tomcat01["eth0"]), "no frame of docker0's")
    }

    Stage("Connected to both", "docker network connect mynet tomcat01: a second cable and a second address. tomcat01 now speaks to mynet by its own eth1, and the host has nothing to do with it.") {
        Network(name: "docker0", gateway: "172.17.0.1/16")
        Network(name: "mynet", gateway: "192.168.0.1/16", ports: ["veth-t01-mynet"])
        tomcatNet01
        Veth(tomcat01["eth1"], host["veth-t01-mynet"])
        tomcat01 { Address("192.168.0.4/16", dev: "eth1") }

        Ping(from: tomcat01, to: tomcatNet01, count: 2)
            .seen(on: tomcatNet01["eth0"], Ethernet(from: tomcat01["eth1"], to: tomcatNet01["eth0"]) / IPv4(from: "192.168.0.4", to: tomcatNet01, ttl: 64) / ICMP(.echoRequest), times: 2)
            .notSeen(on: tomcat01["eth0"], ICMP(), "nothing by docker0")
            .notSeen(on: host["mynet"], ICMP(), "nothing by the host")
        // Its place on docker0 is what it was.
        Ping(from: tomcat01, to: tomcat02)
            .seen(on: tomcat02["eth0"], request)
            .notSeen(on: tomcatNet01["eth0"], Ethernet(from: tomcat01["eth0"]))
    }
}
