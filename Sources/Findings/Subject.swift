/// A kind of question that a lab asks: its fields, what answers it, and its words.
///
/// A new kind is a file of its own in Subjects, and a line in ``Subject/kinds``. It is written as it is coded: the
/// names of its fields are those of docs/json.md.
public protocol SubjectKind: Sendable, Hashable, Codable {
    /// What answers it.
    associatedtype Measurement: EvidenceKind

    /// What the kind is called in documents. Unlike that of any other.
    static var kind: String { get }

    /// What is expected in a line, in the same words at each run.
    var name: String { get }
    /// What is expected, where that is more than the name says: only told of a failure.
    var expected: String? { get }

    /// The same as the name, unless what was seen says more.
    ///
    /// - Parameter measurement: `nil` if it was not tried
    func title(_ measurement: Measurement?, isHeld: Bool) -> String
    /// What was measured, in a few words.
    func measure(_ measurement: Measurement, isHeld: Bool) -> String
    /// What came instead of what was expected.
    func details(_ measurement: Measurement) -> [Finding.Detail]
}

extension SubjectKind {
    public func title(_ measurement: Measurement?, isHeld: Bool) -> String { name }
}

/// What was asked, of whatever kind.
public struct Subject: Sendable {
    /// Every kind that there is.
    package static let kinds: [any SubjectKind.Type] = [
        PingSubject.self, ConnectionSubject.self, SourceSubject.self, CommandSubject.self, EntrySubject.self,
        PacketSubject.self, PacketOrderSubject.self,
    ]

    public let value: any SubjectKind

    public init(_ value: some SubjectKind) { self.value = value }
}

extension Subject: Hashable {
    public static func == (a: Subject, b: Subject) -> Bool { AnyHashable(a.value) == AnyHashable(b.value) }
    public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(value)) }
}

/// The value's own fields, and beside them `kind`.
extension Subject: Codable {
    public init(from decoder: any Decoder) throws {
        let name = try KindName(from: decoder)
        guard let kind = Self.kinds.first(where: { $0.kind == name.kind }) else { throw name.unknown(decoder) }
        value = try kind.init(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
        try KindName(kind: type(of: value).kind).encode(to: encoder)
    }
}
