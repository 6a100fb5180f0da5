import Testing
import Warren

@testable import Planning

@Suite struct DiffPropertyTests {
    /// From each stage of a random lab to each other: the steps bring the kernel to where building would.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `going from stage to stage ends where building the stage ends`(seed: UInt64) throws {
        var generator = StageGenerator(seed: seed)
        let plan = try Plan(generator.lab(stages: 6))
        let built = try plan.stages.map { stage in
            var kernel = KernelModel()
            try kernel.apply(plan.steps(to: stage))
            return kernel
        }
        for from in plan.stages {
            for to in plan.stages {
                var kernel = built[from.number - 1]
                try kernel.apply(plan.steps(from: from, to: to))
                expect(kernel, built[to.number - 1], "seed \(seed): \(from.number) to \(to.number)")
            }
        }
    }

    @Test func `a long walk ends where building the last stage ends`() throws {
        var generator = StageGenerator(seed: 4711)
        let plan = try Plan(generator.lab(stages: 30))
        var kernel = KernelModel()
        var last: StagePlan?
        for stage in plan.stages {
            try kernel.apply(plan.steps(from: last, to: stage))
            last = stage
            var built = KernelModel()
            try built.apply(plan.steps(to: stage))
            expect(kernel, built, "to \(stage.number)")
        }
    }

    @Test func `a built stage has what its plan says`() throws {
        for seed in 100..<120 as Range<UInt64> {
            var generator = StageGenerator(seed: seed)
            let plan = try Plan(generator.lab(stages: 1))
            var kernel = KernelModel()
            try kernel.apply(plan.steps(to: plan.stages[0]))
            for node in plan.stages[0].state.nodes {
                let made = try #require(kernel.nodes[node.name])
                #expect(Set(made.addresses) == Set(node.addresses.map(\.value)))
                #expect(made.routes == Set(node.routes.map(\.value)))
                #expect(made.neighbours == Set(node.neighbours.map(\.value)))
                #expect(made.forwarding == Set(node.forwarding.map(\.value)))
                #expect(made.rules == Set(node.rules.map(\.value)))
                #expect(Set(made.impairments.values) == Set(node.impairments.map(\.value)))
                #expect(Set(made.limits.values) == Set(node.limits.map(\.value)))
                #expect(made.vlans == Set(node.vlans.map(\.value)))
                #expect(made.peers == Set(node.peers.map { KernelModel.Peer(planned: $0.value) }))
                #expect(Set(made.links.keys) == Set(node.links.map(\.name)))
                for link in node.links {
                    let real = try #require(made.links[link.name])
                    #expect(real.mtu == link.mtu, "\(node.name):\(link.name)")
                    #expect(real.mac == link.mac && real.isUp == link.isUp && real.master == link.master && real.hairpin == link.hairpin, "\(node.name):\(link.name)")
                }
            }
        }
    }

    /// Compares node by node and table by table, so that a failure says where.
    private func expect(_ kernel: KernelModel, _ built: KernelModel, _ place: String) {
        guard kernel != built else { return }
        #expect(kernel.nodes.keys.sorted() == built.nodes.keys.sorted(), "\(place)")
        for (name, node) in built.nodes {
            guard let other = kernel.nodes[name], other != node else { continue }
            for (link, value) in node.links { #expect(other.links[link] == value, "\(place) \(name):\(link)") }
            #expect(Set(other.addresses) == Set(node.addresses), "\(place) \(name)")
            #expect(other.routes == node.routes, "\(place) \(name)")
            #expect(other.neighbours == node.neighbours, "\(place) \(name)")
            #expect(other.forwarding == node.forwarding, "\(place) \(name)")
            #expect(other.rules == node.rules, "\(place) \(name)")
            #expect(other.impairments == node.impairments && other.limits == node.limits, "\(place) \(name)")
            #expect(other.vlans == node.vlans, "\(place) \(name)")
            #expect(other.peers == node.peers, "\(place) \(name)")
            #expect(other.sysctls == node.sysctls, "\(place) \(name)")
            Issue.record("\(place): \(name) differs")
        }
    }
}
