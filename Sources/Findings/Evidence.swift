/// A kind of thing that is seen: its fields and its words.
///
/// A new kind is a file of its own in Evidence, and a line in ``Evidence/kinds``. It is written as it is coded: the
/// names of its fields are those of docs/json.md.
public protocol EvidenceKind: Sendable, Hashable, Codable {
    /// What the kind is called in documents. Unlike that of any other.
    static var kind: String { get }

    /// What it adds to the explanation of a failure. Nothing for what answers a subject: that has the words for it.
    var details: [Finding.Detail] { get }
    /// Whether it tells how the network is, rather than what came instead of what was expected.
    static var isBackground: Bool { get }
}

extension EvidenceKind {
    public var details: [Finding.Detail] { [] }
    public static var isBackground: Bool { false }
}

/// Something that was seen, of whatever kind.
public struct Evidence: Sendable {
    /// Every kind that there is.
    package static let kinds: [any EvidenceKind.Type] = [
        PingAnswers.self, ConnectionAnswers.self, Visits.self, CommandEnd.self, TableEntries.self, PacketsSeen.self,
        OrderSeen.self, NearestMiss.self, LearningOff.self, Way.self, ProgramOutput.self,
    ]

    public let value: any EvidenceKind

    public init(_ value: some EvidenceKind) { self.value = value }

    var isBackground: Bool { type(of: value).isBackground }
}

extension Evidence: Hashable {
    public static func == (a: Evidence, b: Evidence) -> Bool { AnyHashable(a.value) == AnyHashable(b.value) }
    public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(value)) }
}

/// The value's own fields, and beside them `kind`.
extension Evidence: Codable {
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

/// The field that tells a value's kind.
struct KindName: Codable {
    var kind: String

    func unknown(_ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "there is no kind \(kind)"))
    }
}
