/// Connections from a node to a port, or datagrams to it.
///
///     Connect(from: podA, to: podB, port: 8080)
///     Connect(from: podA, to: podB, port: 7, send: "hello").echoes()
///     Connect(from: podA, to: podB, port: 53, .udp, send: "?").receives("hello\n")
///     Connect(from: podA, to: podB, port: 9).refused()
///
/// Expected to be answered: by TCP the connection is established, and by UDP some datagram comes back.
public struct Connect: ConnectionProbe, Hashable, Codable, Sendable {
    /// The connecting node's name.
    public var from: String
    public var to: Reference
    /// 1 to 65,535.
    public var port: Int
    public var transport: Transport
    /// What is sent, at most 65,000 bytes; by UDP in one datagram, which may be empty.
    public var send: String
    /// What must come back; `nil`: anything, and by TCP nothing at all.
    public var expected: String?
    /// How many connections or datagrams, one after the other.
    public var count: Int
    public var timeout: Double?
    public var outcome: ConnectionOutcome
    public var seenAs: Reference?
    public var sightings: [Sighting]
    public var source: SourceLocation

    public init(
        from: some Node, to: some AddressConvertible, port: Int, _ transport: Transport = .tcp, send: String = "",
        count: Int = 1, timeout: Duration? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.from = from.name
        self.to = to.addressReference
        self.port = port
        self.transport = transport
        self.send = send
        self.expected = nil
        self.count = count
        self.timeout = timeout?.milliseconds
        self.outcome = .answered
        self.seenAs = nil
        self.sightings = []
        self.source = SourceLocation(file: file, line: line)
    }

    /// Expects this to come back.
    public func receives(_ text: String) -> Connect {
        var copy = self
        copy.expected = text
        return copy
    }

    /// Expects that what is sent comes back.
    public func echoes() -> Connect { receives(send) }

    public var lowered: [Element] { [.connect(self)] }
}
