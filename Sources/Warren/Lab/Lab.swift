/// A lab: a network, and the stages in which it is changed and probed.
///
/// A lab file makes one `Lab` and does nothing else:
///
///     import Warren
///
///     let host1 = Host("host1", "10.57.4.20/24")
///     let podA  = Pod("pod-a", "192.168.10.10/24", on: host1)
///
///     Lab("pod-to-host") {
///         Segment("underlay", gateway: "10.57.4.1") { host1 }
///         podA
///         Stage("Reach") { Ping(from: host1, to: podA) }
///     }
///
/// What stands outside a ``Stage`` is the base that every stage has. A stage is the base with its own
/// elements added; going from one stage to the next removes what the next does not have.
public struct Lab: Sendable, Hashable {
    /// The version of the form in which a lab is written down as JSON. A reader refuses any other.
    public static let format = 1

    /// What the lab is called: letters, digits, `-` and `_`, beginning with a letter or digit.
    public var name: String
    /// What every stage has.
    public var base: [Element]
    /// In the order in which a run goes through them; empty for a lab that is its base alone.
    public var stages: [Stage]
    /// What the lab file leaves open, and what it was made with; empty in the program that describes the lab.
    public var parameters: [Parameter] = []
    /// The line of the lab file where the lab begins.
    public var source: SourceLocation

    /// A lab of this name.
    ///
    /// - Parameters:
    ///   - name: letters, digits, `-` and `_`, beginning with a letter or digit
    ///   - content: nodes, segments, servers and probes, which every stage has; and the stages
    @discardableResult
    public init(
        _ name: String, file: String = #filePath, line: Int = #line, @LabBuilder _ content: () -> [Element]
    ) {
        self.name = name
        self.base = []
        self.stages = []
        self.source = SourceLocation(file: file, line: line)
        for element in content() {
            if let stage = element.word as? Stage { stages.append(stage) } else { base.append(element) }
        }
        Export.add(self)
    }
}

extension Lab: Codable {
    private enum Key: String, CodingKey {
        case format, name, base, stages, parameters, source
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let format = try container.decode(Int.self, forKey: .format)
        guard format == Self.format else {
            throw DecodingError.dataCorruptedError(
                forKey: .format, in: container,
                debugDescription: "a lab of format \(format); this Warren reads format \(Self.format)")
        }
        name = try container.decode(String.self, forKey: .name)
        base = try container.decode([Element].self, forKey: .base)
        stages = try container.decode([Stage].self, forKey: .stages)
        parameters = try container.decodeIfPresent([Parameter].self, forKey: .parameters) ?? []
        source = try container.decode(SourceLocation.self, forKey: .source)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Self.format, forKey: .format)
        try container.encode(name, forKey: .name)
        try container.encode(base, forKey: .base)
        try container.encode(stages, forKey: .stages)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(source, forKey: .source)
    }
}
