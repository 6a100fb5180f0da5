import Addresses
import Testing
import Warren

@testable import Planning

/// A stage that is laid upon the base is the one that is resolved from nothing: its state, its checks and its problems.
@Suite struct LayersTests {
    /// Random stages upon a random base. Some labs have something wrong, which must be told alike as well.
    @Test func `of random labs`() {
        var layered = 0, sound = 0
        for seed in 0..<60 as Range<UInt64> {
            var generator = StageGenerator(seed: seed)
            let lab = generator.layeredLab(stages: 8)
            expectLayersLikeNew(lab, "seed \(seed)")
            let layers = Layers(lab)
            layered += lab.stages.indices.count { layers.start(of: $0) != nil }
            sound += lab.stages.indices.count { layers.resolved($0).findings.isEmpty }
        }
        // Of 480 stages: enough of each sort, or nothing has been compared.
        #expect(layered > 400 && sound > 250, "\(layered) begin with the base, \(sound) are sound")
    }

    @Test func `of the article's lab`() { expectLayersLikeNew(article, "article") }

    @Test func `where the stage changes what the base's later words depend on`() throws {
        let lab = Lab("lab") {
            underlay
            podA
            host1 {
                Vxlan("vxlan0", id: 1, dev: "eth0")
                Route("10.9.0.0/16", via: host2)
                Route("10.8.0.0/16", dev: "veth-pod-a")
            }
            Ping(from: host1, to: podA)
            Stage("smaller") { host1 { Link("eth0", mtu: 1400) } }
            Stage("another default") { host1 { Route("default", via: host2) } }
            Stage("down") { Down(host1["veth-pod-a"]) }
            Stage("another pod") { podB; Ping(from: podB, to: podA) }
            Stage("nothing") { Ping(from: podA, to: host1) }
            Stage("unknown") { Namespace("red") { Bridge("br0") } }
        }
        expectLayersLikeNew(lab, "lab")
        let layers = Layers(lab)
        let mtus = [0, 1].map { layers.resolved($0).state.link("vxlan0", of: "host1")?.mtu }
        #expect(mtus == [1350, 1450])
        let routes = try #require(layers.resolved(1).state["host1"]).routes.map(\.value)
        #expect(routes.filter { $0.destination == .default(.ipv4) }.map(\.via) == [IPAddress("10.57.4.21")])
    }

    @Test func `and the base's early passes are not gone through again`() throws {
        let layers = Layers(article)
        for position in article.stages.indices {
            #expect(layers.start(of: position)?.state["pod-b"]?.addresses.isEmpty == false)
        }
        #expect(layers.start(of: 1)?.state["host1"]?.routes.isEmpty == false)
    }

    @Test func `but for a base that lacks what the stage has`() {
        let lab = Lab("lab") {
            Stage("with") { host1 }
            Stage("without") {}
            host1 { Bridge("br0") }
        }
        #expect(Layers(lab).start(of: 1) == nil)
        expectLayersLikeNew(lab, "lab")
        #expect(faults(lab).count == 1)
    }
}

/// Compares each stage as it is laid upon the base with what comes of it from nothing.
private func expectLayersLikeNew(_ lab: Lab, _ name: String) {
    let layers = Layers(lab)
    for (position, stage) in lab.stages.enumerated() {
        var layered = layers.resolved(position)
        var anew = Resolver(lab: lab, stage: stage)
        anew.resolve()
        layered.prove()
        anew.prove()
        #expect(layered.findings == anew.findings, "\(name), stage \(position + 1)")
        #expect(layered.checks == anew.checks, "\(name), stage \(position + 1)")
        #expect(layered.state.nodes.map(\.name) == anew.state.nodes.map(\.name), "\(name), stage \(position + 1)")
        for (one, other) in zip(layered.state.nodes, anew.state.nodes) {
            #expect(one == other, "\(name), stage \(position + 1), \(one.name)")
        }
    }
}
