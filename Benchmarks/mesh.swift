// Hosts on one segment, pods on each, and a route from each host to every other's pods: what `up` is timed with.

import Warren

let hosts = parameter("hosts", default: 20, in: 1...250, "How many hosts")
let pods = parameter("pods", default: 50, in: 1...250, "How many pods on each host")

let machines = (1...hosts).map { Host("host\($0)", "10.57.0.\($0)/16") }
let tenants = machines.enumerated().flatMap { number, host in
    (1...pods).map { Pod("pod\(number + 1)-\($0)", "192.168.\(number + 1).\($0)/24", on: host) }
}

Lab("mesh") {
    Segment("underlay", gateway: "10.57.255.1") { for machine in machines { machine } }
    for tenant in tenants { tenant }
    for (number, machine) in machines.enumerated() {
        for peer in 1...hosts where peer != number + 1 {
            machine { Route("192.168.\(peer).0/24", via: machines[peer - 1], dev: "eth0") }
        }
    }
}
