import Netlink

/// One line of a script: a command, or what is said in the place of one.
enum ScriptCommand: Equatable {
    /// The words of a command. It is one of the script's own functions, or a program.
    case run([String])
    /// What no command does.
    case comment(String)

    /// The line of the script.
    var line: String {
        switch self {
        case .run(let words): words.map(ShellWord.quoted).joined(separator: " ")
        case .comment(let text): "# " + ShellWord.comment(text)
        }
    }

    /// The program of Debian's that it takes, the script's own functions left aside.
    var tool: String? {
        guard case .run(let words) = self else { return nil }
        let names = words.first == "making" ? words.dropFirst(2) : words[...]
        if names.first == "running" { return "ss" }
        guard names.first == "ip", names.dropFirst().starts(with: ["netns", "exec"]) else { return names.first }
        // A shell is there anyway; what it runs is WireGuard's.
        return names.dropFirst(4).first.map { $0 == "bash" ? "wg" : $0 }
    }
}

extension Step {
    /// What does the same as the step from outside of its namespace, whose name `namespace` says.
    ///
    /// The words are those of ``commands``, but for three things: each command enters its namespace by itself, a
    /// link's name always stands behind `dev`, and the namespace of a veth's other end is named as the script names it.
    func scriptCommands(namespace: (String) -> String) -> [ScriptCommand] {
        let place = namespace(node)
        switch operation {
        case .createNamespace, .removeNamespace:
            return operation.commands(in: place).map { .run($0.words) }
        case .createLink(var request):
            if case .veth(var veth) = request.kind {
                veth.peerNamespace = veth.peerNamespace.map(namespace)
                request.kind = .veth(veth)
            }
            request.namespace = request.namespace.map(namespace)
            let words = Self.entering(place, request.words)
            if case .bridge(let bridge) = request.kind, bridge.vlanFiltering == true { return [.run(["making", "bridge-VLAN"] + words)] }
            return [.run(request.kind.isRare ? ["making", request.kind.name] + words : words)]
        case .setSysctl(let name, let value):
            // A kernel without IPv6 has nothing to switch off.
            let options = name == "net.ipv6.conf.default.disable_ipv6" ? "-we" : "-w"
            return [.run(Self.entering(place, ["sysctl", options, "\(name)=\(value)"]))]
        case .serve(let server):
            return [
                .comment("Warren serves this itself, without a program; something like it, to type:"),
                .comment("  ip netns exec \(place) " + server.command.textToEnter),
            ]
        case .start(let process):
            let ready = process.ready.map { ["\($0.transport.rawValue)", "\($0.port)", "\(process.tenthsOfPatience)"] } ?? ["-", "-", "-"]
            return [.run(["running", place] + ready + process.arguments)]
        case .add(let object):
            if let peer = object.as(PlannedPeer.self) { return Self.asking(Self.entering(place, peer.addition(namespace: namespace))) }
            let making = object.value.driver.map { ["making", $0] } ?? []
            return object.value.additions.map { .run(making + Self.entering(place, $0)) }
        case .remove(let object):
            if let peer = object.as(PlannedPeer.self) { return Self.asking(Self.entering(place, peer.removal(namespace: namespace))) }
            return object.value.removals.map { .run(Self.entering(place, $0)) }
        case .deleteLink, .changeLink, .forgetLearned, .restoreSysctl, .setFirewall, .removeTable, .stopServing, .end:
            return operation.commands(in: node).map { .run(Self.entering(place, $0.words)) }
        }
    }

    /// A command that may ask another namespace for a key: by a shell of its own, which shellcheck(1) takes for a mistake.
    private static func asking(_ words: [String]) -> [ScriptCommand] {
        words.contains("bash") ? [.comment("shellcheck disable=SC2016"), .run(words)] : [.run(words)]
    }

    private static func entering(_ namespace: String, _ words: [String]) -> [String] {
        switch words.first {
        case "ip":
            let isOfLink = words.count > 3 && words[1] == "link" && words[3] != "dev" && ["add", "set", "del"].contains(words[2])
            // A macvlan's is behind `name`.
            let isNamed = isOfLink && words[3] == "link" && words.count > 6 && words[5] == "name"
            return ["ip", "-n", namespace] + (isOfLink && !isNamed ? words[1...2] + ["dev"] + words[3...] : words[1...])
        case "bridge", "tc":
            return [words[0], "-n", namespace] + words[1...]
        case "sysctl":
            return ["ip", "netns", "exec", namespace, "sysctl", "-q" + words[1].dropFirst()] + words[2...]
        default:
            return ["ip", "netns", "exec", namespace] + words
        }
    }
}

extension ShellCommand {
    /// As it stands behind `ip netns exec NAME`: what sets a variable takes env(1) there.
    fileprivate var textToEnter: String { words.isEmpty ? "env " + text : text }
}

extension PlannedProcess {
    /// The patience in tenths of a second, rounded up.
    fileprivate var tenthsOfPatience: Int64 {
        let (seconds, rest) = patience.components
        return seconds * 10 + (rest + 99_999_999_999_999_999) / 100_000_000_000_000_000
    }
}
