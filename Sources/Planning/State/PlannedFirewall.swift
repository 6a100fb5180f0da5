import Warren

/// A node's whole table of nftables, as statements of nft.
///
/// The statements are text because that is what libnftables takes, and because it is what a reader types. They
/// are made of checked addresses, numbers and names alone.
package struct PlannedFirewall: Sendable, Hashable {
    /// The family and name of the one table that a node has. `inet` meets IPv4 and IPv6 alike.
    package static let table = "inet warren"

    /// The rules at one place of a packet's way.
    package struct Chain: Sendable, Hashable {
        package var hook: Firewall.Hook
        package var policy: Firewall.Policy
        package var source: SourceLocation
        /// Such as `ip saddr 192.168.10.10 drop`, in the order in which they are tried.
        package var rules: [Declared<String>] = []
    }

    /// At most one of each hook. None only in what was observed: a table that somebody has altered.
    package var chains: [Chain]
    package var source: SourceLocation
    package var reason: String

    package init(chains: [Chain], at source: SourceLocation, because reason: String) {
        self.chains = chains
        self.source = source
        self.reason = reason
    }

    /// A table that somebody has altered: there, and unlike any that a lab declares.
    package static func altered(at source: SourceLocation) -> PlannedFirewall {
        PlannedFirewall(chains: [], at: source, because: "somebody altered it by hand")
    }

    /// The table, its chains and its rules, each with the line that asked for it.
    package var statements: [Declared<String>] {
        var statements = [Declared("add table \(Self.table)", at: source, because: reason)]
        for chain in chains {
            let place = "\(Self.table) \(chain.hook.rawValue)"
            let kind = "type filter hook \(chain.hook.rawValue) priority filter;policy \(chain.policy.rawValue);"
            statements.append(Declared("add chain \(place) { \(kind)}", at: chain.source, because: reason))
            statements += chain.rules.map { Declared("add rule \(place) \($0.value)", at: $0.source, because: $0.reason) }
        }
        return statements
    }

    /// What libnftables is given, as one transaction. The first two lines make sure that there is no table left:
    /// nft cannot delete one that is not there.
    package var script: String {
        (["add table \(Self.table)", "delete table \(Self.table)"] + statements.map(\.value)).joined(separator: "\n") + "\n"
    }

    /// The same as commands to type. Typed one by one they are no longer one transaction.
    func commands(replacing: Bool) -> [ShellCommand] {
        (replacing ? ["delete table \(Self.table)"] : []).map { Self.command($0) } + statements.map { Self.command($0.value) }
    }

    /// A statement as nft's arguments, which it reads as if spaces stood between them. A set or a chain's kind is one,
    /// so that its braces are quoted together.
    static func command(_ statement: String) -> ShellCommand {
        var words = ["nft"], isInBraces = false
        for word in statement.words {
            if isInBraces { words[words.count - 1] += " " + word } else { words.append(word) }
            if word.hasPrefix("{") { isInBraces = true }
            if word.hasSuffix("}") { isInBraces = false }
        }
        return ShellCommand(words)
    }
}
