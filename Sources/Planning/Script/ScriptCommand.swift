import Netlink

/// One command of a script.
struct ScriptCommand: Equatable {
    var words: [String]
    /// What `ip link add` makes that a kernel may not have and `warren up` would do without: `ipip`.
    var driver: String?

    /// The line of the script.
    var line: String {
        ((driver.map { ["making", $0] } ?? []) + words).map(ShellWord.quoted).joined(separator: " ")
    }
}

extension Step {
    /// What does the same as the step from outside of its namespace, whose name `namespace` says.
    ///
    /// The words are those of ``command``, but for three things: each command enters its namespace by itself, a
    /// link's name stands behind `dev`, because it might be one of ip's own words, and the namespace of a veth's
    /// other end is named as the script names it.
    func scriptCommands(namespace: (String) -> String) -> [ScriptCommand] {
        let place = namespace(node)
        switch operation {
        case .createNamespace, .removeNamespace:
            return [ScriptCommand(words: Self.words(operation.command(in: place)))]
        case .createLink(var request):
            if case .veth(var veth) = request.kind {
                veth.peerNamespace = veth.peerNamespace.map(namespace)
                request.kind = .veth(veth)
            }
            let driver = if case .ipip = request.kind { "ipip" } else { String?.none }
            return [ScriptCommand(words: Self.entering(place, Self.words(request.command)), driver: driver)]
        case .changeLink(let name, let change):
            return change.commands(for: name).map { ScriptCommand(words: Self.entering(place, Self.words($0))) }
        case .setSysctl(let name, let value):
            // A kernel without IPv6 has nothing to switch off.
            let options = name == "net.ipv6.conf.default.disable_ipv6" ? "-we" : "-w"
            return [ScriptCommand(words: Self.entering(place, ["sysctl", options, "\(name)=\(value)"]))]
        default:
            return [ScriptCommand(words: Self.entering(place, Self.words(operation.command(in: node))))]
        }
    }

    /// Neither a link's name nor an address has a space in it.
    private static func words(_ command: String) -> [String] { command.split(separator: " ").map(String.init) }

    private static func entering(_ namespace: String, _ words: [String]) -> [String] {
        switch words.first {
        case "ip":
            let isOfLink = words.count > 2 && words[1] == "link" && ["add", "set", "del"].contains(words[2])
            return ["ip", "-n", namespace] + (isOfLink ? words[1...2] + ["dev"] + words[3...] : words[1...])
        case "bridge":
            return ["bridge", "-n", namespace] + words[1...]
        case "sysctl":
            return ["ip", "netns", "exec", namespace, "sysctl", "-q" + words[1].dropFirst()] + words[2...]
        default:
            return ["ip", "netns", "exec", namespace] + words
        }
    }
}
