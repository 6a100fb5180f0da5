import Addresses
import Foundation
import Netlink
import Planning
import Testing
import Warren

/// A word of another module, which this one knows nothing of: discards what is for a network.
private struct Sinkhole: NodeWord {
    var network: String
    var source = SourceLocation(file: "sinkhole.swift", line: 1)

    static let keyword = "sinkhole"
    var references: [Reference] { [.literal(network)] }
}

extension Sinkhole: ResolvableWord {
    static let actions = [
        Action<Sinkhole>(.routes) { resolver, sinkhole, node in
            let networks = resolver.prefixes(.literal(sinkhole.network), at: sinkhole.source)
            guard let network = networks?.first else { return }
            var entry = RouteEntry(destination: network)
            entry.type = .blackhole
            resolver.addRoute(entry, to: node, at: sinkhole.source, because: "a sinkhole")
        },
        // Once all routes are there: any of the lab's own is better.
        Action<Sinkhole>(.conclusions) { resolver, _, node in
            resolver.update(node) { state in
                for position in state.routes.indices where state.routes[position].value.type == .blackhole {
                    state.routes[position].value.metric = 4000
                }
            }
        },
    ]
}

/// One whose module has forgotten to say what becomes of it.
private struct Riddle: LabWord {
    var source = SourceLocation(file: "riddle.swift", line: 7)
    static let keyword = "riddle"
    var references: [Reference] { [] }
}

@Suite struct ForeignWordTests {
    private let red = Namespace("red")

    private func lab(_ network: String) -> Lab { Lab("lab") { red; red { Sinkhole(network: network) } } }

    @Test func `a word of another module is resolved as it says itself`() throws {
        let made = try commands(lab("10.8.0.0/16"), on: "red")
        #expect(made.contains("ip route add blackhole 10.8.0.0/16 metric 4000"))
        let problem = "1: \"10.8.0.0/160\" is not a network; expected one such as 192.168.11.0/24"
        #expect(faults(lab("10.8.0.0/160")) == [problem])
    }

    @Test func `an IPv6 address that it refers to is IPv6 in the lab`() throws {
        func settings(_ network: String) throws -> [String] {
            try Plan(lab(network)).stages[0].state["red"]?.sysctls.map(\.value.name) ?? []
        }
        #expect(try settings("10.8.0.0/16") == ["net.ipv6.conf.default.disable_ipv6"])
        #expect(try settings("fd00:8::/32").contains("net.ipv6.conf.default.addr_gen_mode"))
    }

    @Test func `it is read back once its module has made it known, and only within a node`() throws {
        let text = try JSONEncoder().encode(lab("10.8.0.0/16"))
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Lab.self, from: text) }
        Vocabulary.add(Sinkhole.self)
        Vocabulary.add(Sinkhole.self)
        #expect(try JSONDecoder().decode(Lab.self, from: text) == lab("10.8.0.0/16"))
        let word = try JSONEncoder().encode(NodeElement(Sinkhole(network: "10.8.0.0/16")))
        #expect(String(decoding: word, as: UTF8.self).hasPrefix("{\"sinkhole\":"))
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Element.self, from: word) }
    }

    @Test func `a word that nobody resolves is a problem at its line`() {
        let problem = "7: this program does not know what becomes of the word riddle in a network"
        #expect(faults(Lab("lab") { red; Riddle() }) == [problem])
    }
}
