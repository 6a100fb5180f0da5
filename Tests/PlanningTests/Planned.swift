import Planning
import Testing
import Warren

// Two hosts on a segment with a gateway, and a pod on each: what most tests start from.
let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", on: host2)
let underlay = Segment("underlay", gateway: "10.57.4.1") { host1; host2 }

/// A lab of the two hosts and their pods, and more.
func pair(@LabBuilder _ more: () -> [Element] = { [] }) -> Lab {
    Lab("pair") { underlay; podA; podB; more() }
}

/// What is wrong with a lab, each as `line: message`.
func faults(_ lab: Lab) -> [String] {
    do throws(InvalidLab) {
        _ = try Plan(lab)
        return []
    } catch {
        return error.problems.map { "\($0.source.line): \($0.message)" }
    }
}

/// What is wrong with the two hosts, their pods and more.
func faults(@LabBuilder with more: () -> [Element]) -> [String] { faults(pair(more)) }

/// The commands of one node from a stage, or from nothing, to another, each by its number.
func commands(_ lab: Lab, from: Int? = nil, to: Int = 1, on node: String) throws -> [String] {
    try steps(lab, from: from, to: to).filter { $0.node == node }.map(\.command)
}

func steps(_ lab: Lab, from: Int? = nil, to: Int = 1) throws -> [Step] {
    let plan = try Plan(lab)
    return plan.steps(from: from.map { plan.stages[$0 - 1] }, to: plan.stages[to - 1])
}

/// The steps of all nodes as `node: command`.
func script(_ lab: Lab, from: Int? = nil, to: Int = 1) throws -> [String] {
    try steps(lab, from: from, to: to).map { "\($0.node): \($0.command)" }
}
