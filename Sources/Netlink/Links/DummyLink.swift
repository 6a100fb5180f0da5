/// A link to nowhere, which takes what it is given: `ip link add … type dummy`. It has no parameters.
package struct DummyLink: Sendable, Hashable {
    package init() {}
}

extension DummyLink: LinkParameters {
    static let kinds = ["dummy"]
    var linkKind: LinkKind { .dummy(self) }
    init(kind: String) { self.init() }
    static let fields = FieldTable<DummyLink>()
}
