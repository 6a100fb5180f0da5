import Warren

/// A word that becomes something in a network.
///
/// Each word's file says what it does, and in which passes:
///
///     extension Bridge: ResolvableWord {
///         package static let actions = [
///             Action<Bridge>(.links) { $0.declare($1, in: $2) },
///             Action<Bridge>(.ports) { $0.connectPorts(of: $1, in: $2) },
///         ]
///     }
///
/// Nobody lists these words: the conformance itself is how one is found, of whatever module it is.
package protocol ResolvableWord: Word {
    static var actions: [Action<Self>] { get }
}

/// What a word does in one pass.
package struct Action<Subject: Word>: Sendable {
    let pass: Pass
    /// The name of the link that lies upon another, of an action in the pass ``Pass/stacks``.
    let stackedLink: (@Sendable (Subject) -> String)?
    /// The last argument is the node that the word stands in; empty for a word of the lab.
    let perform: @Sendable (inout Resolver, Subject, String) -> Void
}

extension Action where Subject: NodeWord {
    /// What the word does for its node, whose name comes last. The node is there.
    package init(_ pass: Pass, _ perform: @escaping @Sendable (inout Resolver, Subject, String) -> Void) {
        self.init(pass: pass, stackedLink: nil, perform: perform)
    }

    /// What the word does for its link once the links below are done.
    ///
    /// - Parameter link: the link's name
    package init(
        stacked link: @escaping @Sendable (Subject) -> String,
        _ perform: @escaping @Sendable (inout Resolver, Subject, String) -> Void
    ) {
        self.init(pass: .stacks, stackedLink: link, perform: perform)
    }
}

extension Action where Subject: LabWord {
    /// What the word does in the lab.
    package init(_ pass: Pass, _ perform: @escaping @Sendable (inout Resolver, Subject) -> Void) {
        self.init(pass: pass, stackedLink: nil) { resolver, word, _ in perform(&resolver, word) }
    }

    /// What the word proves of the network, unless it cannot be resolved.
    package init(proof check: @escaping @Sendable (inout Resolver, Subject) -> Check?) {
        self.init(.proofs) { resolver, word in
            if let check = check(&resolver, word) { resolver.checks.append(check) }
        }
    }
}
