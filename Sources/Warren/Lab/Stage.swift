/// One step of a lab's story: what it adds to the base, and the probes that prove it.
///
///     Stage("Host routes", "A Linux host is already a router: one route per peer is enough.") {
///         host1 { Route("192.168.11.0/24", via: host2, .onlink) }
///         Ping(from: podA, to: podB)
///     }
///
/// Probes and expectations run in the order in which they are written, after everything else of the
/// stage stands.
public struct Stage: LabWord {
    /// What the stage is called, and asked for by; whatever the case, no two stages of a lab have the same.
    public var title: String
    /// A sentence or two for the reader.
    public var story: String
    /// What the stage adds to the lab's base, and the probes that prove it.
    public var elements: [Element]
    /// The line of the lab file where the stage begins.
    public var source: SourceLocation

    /// A stage of this title.
    ///
    /// - Parameters:
    ///   - story: a sentence or two for the reader
    ///   - content: what the stage adds to the base, and the probes that prove it
    public init(
        _ title: String, _ story: String = "", file: String = #filePath, line: Int = #line,
        @LabBuilder _ content: () -> [Element]
    ) {
        self.title = title
        self.story = story
        self.elements = content()
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "stage"
    public var references: [Reference] { elements.flatMap(\.word.references) }
}
