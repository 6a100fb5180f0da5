import Planning
import Testing
import Warren

@Suite struct NodeProblemTests {
    @Test func `A lab's name that would be no good file name is refused`() {
        let wrong = Lab("../lab") { host1 }, line = #line
        #expect(faults(wrong) == ["\(line): \"../lab\" cannot name a lab; expected 1 to 63 letters, digits, - or _, beginning with a letter or digit"])
    }

    @Test(arguments: ["", "a b", "-a", "_a", "a.b", "a/b", "näme", String(repeating: "a", count: 64)])
    func `A node's name that would be no good file name is refused, once, with all that refers to it`(name: String) {
        let wrong = Host(name, "10.0.0.1/24"), line = #line
        let pod = Pod("pod", "192.168.10.10/24", on: wrong)
        let lab = Lab("lab") {
            wrong
            pod
            Ping(from: wrong, to: pod)
            Stage("one") { wrong { Address("10.0.0.2/24", dev: "eth0") } }
            Stage("two") { Ping(from: pod, to: wrong).seen(on: pod["eth0"], ICMP()) }
        }
        #expect(faults(lab) == ["\(line): \"\(name)\" cannot name a host; expected 1 to 63 letters, digits, - or _, beginning with a letter or digit"])
    }

    @Test func `A name of 63 letters, digits, - and _ is taken`() {
        #expect(faults(Lab("0-Lab_9") { Namespace("9" + String(repeating: "a", count: 62)) }) == [])
    }

    @Test func `Two nodes of one name are told apart by their lines`() {
        let first = Namespace("twin"), line1 = #line
        let second = Pod("twin", "192.168.12.10/24", on: host1), line2 = #line
        #expect(faults { first; second } == ["\(line2): \"twin\" is already the name of a namespace (line \(line1)); names are unique in a lab"])
    }

    @Test func `Two pods of one name are one problem, and not a taken link as well`() {
        let second = Pod("pod-a", "192.168.10.11/24", on: host1), line = #line
        #expect(faults { second } == ["\(line): \"pod-a\" is already the name of a pod (line \(podA.source.line)); names are unique in a lab"])
    }

    @Test func `Two hosts that a loop gives one name and different addresses are not one host`() {
        let hosts = (1...2).map { Host("host", "10.0.0.\($0)/24") }, line = #line
        let lab = Lab("lab") { for host in hosts { host } }
        #expect(faults(lab) == ["\(line): \"host\" is already the name of a host (line \(line)); names are unique in a lab"])
    }

    @Test func `A host may stand by itself and in two segments`() {
        #expect(faults { host1; Segment("dmz") { host1.attached(as: "eth1", "10.9.0.2/24") } } == [])
    }

    @Test func `A node that is used but not declared is reported where it is used`() {
        let stranger = Namespace("stranger")
        let use = stranger { Sysctl("net.ipv4.ip_forward", 1) }, line = #line
        #expect(faults { use } == ["\(line): stranger is not part of the lab: declare it, by its own name or within a Segment"])
    }

    @Test func `A node that only some stages have is reported with the stage that lacks it`() {
        let guest = Namespace("guest")
        let ping = Ping(from: guest, to: host1).fails(), line = #line
        let lab = pair {
            Stage("with") { guest; ping }
            Stage("without") { ping }
        }
        #expect(faults(lab) == ["\(line): guest is not part of the lab in stage \"without\": declare it, by its own name or within a Segment"])
    }

    @Test func `A stage within a stage is refused`() {
        let inner = Stage("inner") { podA }, line = #line
        #expect(faults { Stage("outer") { inner } } == ["\(line): a stage stands within another; expected it at the lab's own level"])
    }

    @Test func `Two stages of one title, whatever its case, are refused`() {
        let first = Stage("vxlan") {}, line1 = #line
        let second = Stage("VXLAN") {}, line2 = #line
        #expect(faults { first; second } == ["\(line2): a stage \"VXLAN\" is already at line \(line1); titles name stages, so each needs its own"])
    }
}
