import Addresses
import Findings
import Planning
import Testing
import Warren

@Suite struct PlanTests {
    private func lab() -> Lab {
        pair {
            Ping(from: host1, to: podA)
            Stage("Host routes", "A story.") { Ping(from: podA, to: podB, count: 2) }
            Stage("2024") {}
            Stage("vxlan") { Expect(host1) { Address("10.57.4.20/24", dev: "eth0") } }
        }
    }

    @Test func `a stage is asked for by its number or its title, whatever the case`() throws {
        let plan = try Plan(lab())
        #expect(plan.stage(named: "1")?.title == "Host routes")
        #expect(plan.stage(named: "HOST ROUTES")?.number == 1)
        #expect(plan.stage(named: "3")?.title == "vxlan")
        #expect(plan.stage(named: "2024")?.number == 2)
        for name in ["0", "4", "-1", "", "host", "vxlan "] { #expect(plan.stage(named: name) == nil) }
    }

    @Test func `a stage has its title, its story and its line`() throws {
        let stage = Stage("One", "A story.") {}, line = #line
        let plan = try Plan(pair { stage }).stages[0]
        #expect(plan.title == "One" && plan.story == "A story." && plan.source.line == line && plan.number == 1)
    }

    @Test func `a lab without stages has its base as the only one`() throws {
        let plan = try Plan(pair())
        #expect(plan.stages.map(\.title) == ["pair"])
        #expect(plan.stages[0].source == plan.source)
        #expect(try !plan.steps(to: #require(plan.stage(named: "1"))).isEmpty)
    }

    @Test func `the base's probes run in every stage, before the stage's own`() throws {
        let plan = try Plan(lab())
        #expect(plan.stages.map(\.checks.count) == [2, 1, 2])
        let titles = plan.stages[0].checks.map { if case .ping(let ping) = $0 { PingSubject(ping).name } else { "" } }
        #expect(titles == ["host1 reaches pod-a", "pod-a reaches pod-b"])
    }

    @Test func `a ping says what is unusual about it`() throws {
        func title(_ ping: Ping) throws -> String {
            guard case .ping(let check) = try Plan(pair { ping }).stages[0].checks.first else { return "" }
            return PingSubject(check).name
        }
        #expect(try title(Ping(from: podA, to: "10.57.4.21", size: 1453, ttl: 3, .dontFragment)) == "pod-a reaches 10.57.4.21 with 1453 bytes unfragmented with a TTL of 3")
        #expect(try title(Ping(from: podA, to: host2["eth0"]).fails()) == "pod-a does not reach host2:eth0")
        #expect(try title(Ping(from: podA, to: podB).fails(with: .netUnreachable)) == "pod-a cannot reach pod-b: net unreachable")
    }

    @Test func `a ping waits for as long as its outcome deserves`() throws {
        func timeout(_ ping: Ping) throws -> Duration? {
            guard case .ping(let check) = try Plan(pair { ping }).stages[0].checks.first else { return nil }
            return check.timeout
        }
        #expect(try timeout(Ping(from: podA, to: podB)) == .seconds(1))
        #expect(try timeout(Ping(from: podA, to: podB).fails()) == .milliseconds(100))
        #expect(try timeout(Ping(from: podA, to: podB).fails(within: .milliseconds(30))) == .milliseconds(30))
        #expect(try timeout(Ping(from: podA, to: podB, timeout: .seconds(2))) == .seconds(2))
    }

    @Test func `links to be captured on are those of the sightings`() throws {
        let ping = Ping(from: podA, to: podB).seen(on: host1["eth0"], ICMP()).seenInOrder(Sight(on: podA["eth0"], ICMP()), Sight(on: podB["eth0"], ICMP()))
        let check = try #require(try Plan(pair { ping }).stages[0].checks.first)
        #expect(check.links == [host1["eth0"], podA["eth0"], podB["eth0"]])
    }

    @Test func `an expected entry compares only what is written, and is told as ip shows it`() throws {
        let expect = Expect(host1, within: .seconds(2)) {
            Address("10.57.4.20/24", dev: "eth0")
            Route("default")
            Route(podA, dev: "veth-pod-a", scope: .link)
            Neighbour("10.57.4.21", dev: "eth0")
            Forwarding(.allZero, dev: "eth0", .learned)
        }
        guard case .table(let table) = try Plan(pair { expect }).stages[0].checks.first else { Issue.record("no table"); return }
        #expect(table.lines.map { "\($0.entry.kind) \($0.entry.words)" } == [
            "address 10.57.4.20/24 dev eth0", "route default", "route 192.168.10.10 dev veth-pod-a scope link",
            "neighbour 10.57.4.21 dev eth0", "forwarding entry 00:00:00:00:00:00 dev eth0 learned",
        ])
        #expect(table.deadline == .seconds(2) && table.presence == .present && table.node == "host1")
        #expect(table.lines.map(\.source.line) == expect.elements.map(\.source.line))
    }
}
