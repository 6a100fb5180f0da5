/// A link to nowhere, which takes what it is given: `ip link add … type dummy`. It has no parameters.
public struct DummyLink: Sendable, Hashable {
    public init() {}
}

extension DummyLink: LinkParameters {
    static let kinds = ["dummy"]
    var linkKind: LinkKind { .dummy(self) }
    init(kind: String) { self.init() }
    static let fields = FieldTable<DummyLink>()
}
