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
        let tables = Tables(socket: try runtime.namespace.socket)
        // All of it on one thread in the namespace: the tools are its children.
        return try runtime.namespace.run { [node] in
            [
                File("links.txt", [["ip", "-d", "-s", "link", "show"]], else: tables.links),
                File("addresses.txt", [["ip", "addr", "show"]], else: tables.addresses),
                File("routes.txt", [["ip", "route", "show", "table", "all"], ["ip", "-6", "route", "show", "table", "all"]], else: tables.routes),
                File("rules.txt", [["ip", "rule", "show"], ["ip", "-6", "rule", "show"]]),
                File("neighbours.txt", [["ip", "neigh", "show"]], else: tables.neighbours),
                File("fdb.txt", [["bridge", "fdb", "show"]], else: tables.forwarding),
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

    /// The tables in Warren's own words.
    private struct Tables {
        let socket: NetlinkSocket

        func links() throws -> [String] {
            try socket.links().map { link in
                "\(link.index): \(link.name) \(link.isUp ? "up" : "down")\(link.hasCarrier ? "" : " no-carrier") mtu \(link.mtu)"
                    + (link.kind.map { " type \($0)" } ?? "") + (link.mac.map { " address \($0)" } ?? "")
            }
        }

        func addresses() throws -> [String] {
            try socket.addresses(names: socket.linkTable()).map { "\($0.address) dev \($0.link)" }
        }

        func routes() throws -> [String] {
            try socket.routes(table: 254, names: socket.linkTable()).map(\.arguments)
        }

        func neighbours() throws -> [String] {
            try socket.neighbours(names: socket.linkTable()).map { entry in
                "\(entry.address) dev \(entry.link)" + (entry.mac.map { " lladdr \($0)" } ?? "") + " \("\(entry.state)".uppercased())"
            }
        }

        func forwarding() throws -> [String] {
            try socket.forwarding(names: socket.linkTable()).map { entry in
                "\(entry.mac) dev \(entry.link)" + (entry.destination.map { " dst \($0)" } ?? "") + " \(entry.state)"
            }
        }
    }
}

extension NodeDump.File {
    /// - Parameters:
    ///   - commands: their outputs follow each other
    ///   - own: what to write where a command is not installed
    fileprivate init(_ name: String, _ commands: [[String]], else own: (() throws -> [String])? = nil) {
        self.name = name
        text = ""
        for command in commands {
            if let output = try? Program.output(of: command) {
                text += "# \(command.joined(separator: " "))\n\(output)"
            } else if let own {
                let lines = (try? own()) ?? ["the kernel did not tell"]
                text = "# \(command[0])(8) is not installed: as Warren reads it\n" + lines.map { $0 + "\n" }.joined()
                return
            } else {
                text = "# \(command[0])(8) is not installed, and Warren has no reader of its own for these\n"
                return
            }
        }
    }
}
