/// Which packets go to a class or a band of a ``Queue``. The first filter that a packet matches counts.
public struct QueueFilter: Sendable, Hashable, Codable {
    /// The source: a network, an address, or a node or a link for its address; `nil`: any.
    public var from: Reference?
    /// The destination; `nil`: any.
    public var to: Reference?
    /// What the packet carries; `nil`: anything.
    public var carries: IPProtocol?
    /// Of TCP and UDP; `nil`: any.
    public var fromPort: Int?
    /// Of TCP and UDP; `nil`: any.
    public var toPort: Int?
    /// The number of the class, or of the band counted from 1.
    public var target: Int
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A filter. What is left out may be anything.
    ///
    /// - Parameters:
    ///   - carries: what the packet carries: `.tcp`, `.udp`, …
    ///   - fromPort: of TCP and UDP
    ///   - toPort: of TCP and UDP
    ///   - target: the number of the class, or of the band counted from 1
    public init(
        from: (any AddressConvertible)? = nil, to: (any AddressConvertible)? = nil, _ carries: IPProtocol? = nil,
        fromPort: Int? = nil, toPort: Int? = nil, class target: Int, file: String = #filePath, line: Int = #line
    ) {
        self.from = from?.addressReference
        self.to = to?.addressReference
        self.carries = carries
        self.fromPort = fromPort
        self.toPort = toPort
        self.target = target
        self.source = SourceLocation(file: file, line: line)
    }
}
