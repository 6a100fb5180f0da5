import Namespaces
import Netlink
import Planning
import Warren

/// What a node's kernel holds, as text files for a reader who was not there.
///
/// ip(8), bridge(8) and nft(8) tell it in the words that everybody knows; without them Warren tells what it reads
/// itself.
struct NodeDump {
    let node: NodeState
    let runtime: NodeRuntime

    struct File {
        /// `routes.txt`
        var name: String
        var text: String
    }

    func files() throws -> [File] {
        let tables = try NodeTables(runtime.namespace.reader())
        func lines<Object: KernelObject>(_ kind: Object.Type) -> [String] { tables[kind].map { $0.words.joined(separator: " ") } }
        // All of it on one thread in the namespace: the tools are its children.
        return try runtime.namespace.run { [node] in
            [
                File("links.txt", [["ip", "-d", "-s", "link", "show"]], else: TableText.links(tables)),
                File("addresses.txt", [["ip", "addr", "show"]], else: lines(AddressEntry.self)),
                File("routes.txt", [["ip", "route", "show", "table", "all"], ["ip", "-6", "route", "show", "table", "all"]], else: lines(RouteEntry.self)),
                File("rules.txt", [["ip", "rule", "show"], ["ip", "-6", "rule", "show"]], else: lines(RuleEntry.self)),
                File("neighbours.txt", [["ip", "neigh", "show"]], else: lines(NeighbourEntry.self)),
                File("fdb.txt", [["bridge", "fdb", "show"]], else: lines(ForwardingEntry.self)),
                File("nftables.txt", [["nft", "list", "ruleset"]]),
                File(name: "sysctls.txt", text: Self.settings(node)),
            ]
        }
    }

    /// Those that the lab sets, with the values that they have now.
    private static func settings(_ node: NodeState) -> String {
        let names = Set(node.watchedSettings).sorted()
        if names.isEmpty { return "# the lab sets none here\n" }
        return names.map { "\($0) = " + ((try? KernelSetting.read($0)) ?? "(this kernel has no such setting)") + "\n" }.joined()
    }
}

extension NodeDump.File {
    /// - Parameters:
    ///   - commands: their outputs follow each other
    ///   - own: what to write where a command is not installed
    fileprivate init(_ name: String, _ commands: [[String]], else own: @autoclosure () -> [String]? = nil) {
        self.name = name
        text = ""
        for command in commands {
            if let output = try? Program.output(of: command) {
                text += "# \(command.joined(separator: " "))\n\(output)"
            } else if let lines = own() {
                text = "# \(command[0])(8) is not installed: as Warren reads it\n" + lines.map { $0 + "\n" }.joined()
                return
            } else {
                text = "# \(command[0])(8) is not installed, and Warren has no reader of its own for these\n"
                return
            }
        }
    }
}
