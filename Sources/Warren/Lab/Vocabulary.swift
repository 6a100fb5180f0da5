internal import Synchronization

/// The words that a lab can be read back with, each by its name: those of this module, and those that others add.
///
///     Vocabulary.add(NetworkPolicy.self)
///
/// A lab file needs no registration: it only writes words down. Who reads a lab has to know its words.
public enum Vocabulary {
    /// The words of this module, one a line.
    private static let own: [any Word.Type] = [
        Address.self,
        Bond.self,
        Bridge.self,
        BridgePort.self,
        Command.self,
        Connect.self,
        Dummy.self,
        Expect.self,
        Firewall.self,
        Forwarding.self,
        Geneve.self,
        GRE.self,
        Host.self,
        HTTPGet.self,
        Impair.self,
        IPIP.self,
        IPVlan.self,
        Limit.self,
        Link.self,
        Macvlan.self,
        Namespace.self,
        Neighbour.self,
        Nexthop.self,
        Ping.self,
        Pod.self,
        Queue.self,
        Route.self,
        Rule.self,
        Run.self,
        Segment.self,
        Serve.self,
        Stage.self,
        Sysctl.self,
        Veth.self,
        Vlan.self,
        VRF.self,
        Vxlan.self,
        Wireguard.self,
        WireguardPeer.self,
        Within.self,
    ]

    /// Makes words of another module known, before labs with them are read. Adding a word again changes nothing.
    ///
    /// - Precondition: no other word has one of their names.
    public static func add(_ words: any Word.Type...) {
        known.withLock { for word in words { $0.add(word) } }
    }

    static func labWord(_ keyword: String) -> (any LabWord.Type)? { known.withLock { $0.labWords[keyword] } }

    static func nodeWord(_ keyword: String) -> (any NodeWord.Type)? { known.withLock { $0.nodeWords[keyword] } }

    private struct Known {
        var labWords: [String: any LabWord.Type] = [:]
        var nodeWords: [String: any NodeWord.Type] = [:]

        mutating func add(_ word: any Word.Type) {
            let former: (any Word.Type)? = labWords[word.keyword] ?? nodeWords[word.keyword]
            precondition(former == nil || former == word, "two words are called \(word.keyword)")
            if let word = word as? any LabWord.Type { labWords[word.keyword] = word }
            if let word = word as? any NodeWord.Type { nodeWords[word.keyword] = word }
        }
    }

    private static let known: Mutex<Known> = {
        var known = Known()
        for word in own { known.add(word) }
        return Mutex(known)
    }()
}
