/// A link to nowhere, which takes what it is given: `ip link add … type dummy`. It has no parameters.
public struct DummyLink: Sendable, Hashable {
    public init() {}
}

extension DummyLink: LinkParameters {
    static let attributeNames: [Int: String] = [:]
    var kind: String { "dummy" }
    var linkKind: LinkKind { .dummy(self) }
    var arguments: [String] { [] }

    func encode(into writer: inout MessageWriter, names: some Names) {}
    func isMet(by found: DummyLink) -> Bool { true }
}
