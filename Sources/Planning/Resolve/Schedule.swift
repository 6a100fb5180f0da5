import Warren

/// What the words of a lab's base, or of one stage, do in each pass, in the order of the file.
struct Schedule: Sendable {
    private(set) var withins: [(within: Within, element: Int)] = []
    private var actions: [[ScheduledAction]] = Array(repeating: [], count: Pass.allCases.count)
    private let isOfStage: Bool
    /// How many words there are, those within nodes included.
    private(set) var count = 0

    /// - Parameters:
    ///   - elements: the base's or the stage's
    ///   - first: the number of the first of them, for ``Resolver/refuse()``
    init(_ elements: [Element], numberedFrom first: Int = 0, isOfStage: Bool = false) {
        self.isOfStage = isOfStage
        var known = KnownActions()
        for (number, element) in zip(first..., elements) {
            for action in known.actions(of: element.word) { add(action, .lab(element), number) }
            count += 1
            guard let within = element.word as? Within else { continue }
            withins.append((within, number))
            count += within.elements.count
            for part in within.elements {
                for action in known.actions(of: part.word) { add(action, .node(part, within.node), number) }
            }
        }
    }

    private mutating func add(_ action: AnyAction, _ subject: ScheduledAction.Subject, _ element: Int) {
        actions[action.pass.rawValue].append(
            ScheduledAction(action: action, subject: subject, element: element, isOfStage: isOfStage))
    }

    subscript(pass: Pass) -> [ScheduledAction] { actions[pass.rawValue] }

    /// The first pass in which a word adds something to the network; `nil` if none does.
    var firstChange: Pass? { Pass.allCases.first { $0 != .proofs && !self[$0].isEmpty } }

    /// Whether the word asks something of a network, and adds nothing to it.
    static func isProbe(_ word: any LabWord) -> Bool {
        var known = KnownActions()
        let actions = known.actions(of: word)
        return !actions.isEmpty && actions.allSatisfy { $0.pass == .proofs }
    }
}

/// An action of one word in its place.
struct ScheduledAction: Sendable {
    enum Subject: Sendable {
        case lab(Element)
        case node(NodeElement, String)
    }

    let action: AnyAction
    let subject: Subject
    /// The number of the lab's element that the word is or stands in.
    let element: Int
    /// Whether the word is a stage's own.
    let isOfStage: Bool

    /// The node that the word stands in; empty for a word of the lab.
    var node: String { subject.node }

    /// The name of the link that lies upon another.
    var stackedLink: String? { action.stackedLink?(subject) }
}

/// An ``Action`` of any word.
struct AnyAction: Sendable {
    let pass: Pass
    let stackedLink: (@Sendable (ScheduledAction.Subject) -> String)?
    let perform: @Sendable (inout Resolver, ScheduledAction.Subject) -> Void

    fileprivate init<Subject>(_ action: Action<Subject>) {
        pass = action.pass
        if let name = action.stackedLink {
            stackedLink = { place in name(place.word(as: Subject.self)) }
        } else {
            stackedLink = nil
        }
        perform = { resolver, place in action.perform(&resolver, place.word(as: Subject.self), place.node) }
    }
}

extension ScheduledAction.Subject {
    var node: String { if case .node(_, let node) = self { node } else { "" } }

    /// The word. Actions are found by its type, so it is of no other.
    fileprivate func word<Subject>(as type: Subject.Type) -> Subject {
        switch self {
        case .lab(let element): element.word as! Subject
        case .node(let element, _): element.word as! Subject
        }
    }
}

/// The actions of each type of word that has come up. A lab has thousands of words, of a handful of types.
private struct KnownActions {
    private var known: [ObjectIdentifier: [AnyAction]] = [:]

    mutating func actions(of word: some Word) -> [AnyAction] {
        let key = ObjectIdentifier(type(of: word))
        if let actions = known[key] { return actions }
        let actions = Self.find(type(of: word))
        known[key] = actions
        return actions
    }

    private static func find<Subject: Word>(_ type: Subject.Type) -> [AnyAction] {
        if let type = type as? any ResolvableWord.Type { all(type) } else { [AnyAction(Action<Subject>.unknown)] }
    }

    private static func all<Subject: ResolvableWord>(_ type: Subject.Type) -> [AnyAction] {
        type.actions.map(AnyAction.init)
    }
}

extension Action {
    /// That of a word whose module brings no resolution.
    fileprivate static var unknown: Action {
        Action(pass: .nodes, stackedLink: nil) { resolver, word, _ in
            resolver.report(
                "this program does not know what becomes of the word \(Subject.keyword) in a network", at: word.source)
        }
    }
}
