import Planning
import Warren

extension Diagram {
    /// What a node does beside having links: in a few words, for a mark on it.
    package struct Note: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            /// It filters packets.
            case firewall
            /// Warren answers on a port of it.
            case server
            /// A program of the lab's runs in it.
            case program
        }

        package let kind: Kind
        /// Clean, in one line.
        package let text: String
    }
}

extension Diagram.Note {
    /// A node's, firewalls first.
    static func of(_ node: NodeState) -> [Diagram.Note] {
        let chains = node.firewall?.chains ?? []
        let firewalls = chains.map { chain in
            let count = chain.rules.count == 1 ? "1 rule" : "\(chain.rules.count) rules"
            return Diagram.Note(kind: .firewall, text: "firewall \(chain.hook.rawValue): \(count), else \(chain.policy.rawValue)")
        }
        let servers = node.servers.map { Diagram.Note(kind: .server, text: "\($0.value.kind) on \($0.value.transport.rawValue) \($0.value.port)") }
        let programs = node.processes.map { process in
            let port = process.value.ready.map { " on \($0.transport.rawValue) \($0.port)" } ?? ""
            return Diagram.Note(kind: .program, text: "runs \(CleanText.of(String(process.value.program.prefix(40))))\(port)")
        }
        return firewalls + servers + programs
    }
}
