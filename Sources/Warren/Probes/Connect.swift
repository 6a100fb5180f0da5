/// Connections from a node to a port, or datagrams to it.
///
///     Connect(from: podA, to: podB, port: 8080)
///     Connect(from: podA, to: podB, port: 7, send: "hello").echoes()
///     Connect(from: podA, to: podB, port: 53, .udp, send: "?").receives("hello\n")
///     Connect(from: podA, to: podB, port: 9).refused()
///
/// Expected to be answered: by TCP the connection is established, and by UDP some datagram comes back.
public struct Connect: ConnectionProbe, LabWord {
    /// The connecting node's name.
    public var from: String
    /// The target.
    public var to: Reference
    /// 1 to 65,535.
    public var port: Int
    /// TCP or UDP.
    public var transport: Transport
    /// What is sent, at most 65,000 bytes; by UDP in one datagram, which may be empty.
    public var send: String
    /// What must come back; `nil`: anything, and by TCP nothing at all.
    public var expected: String?
    /// How many connections or datagrams, one after the other.
    public var count: Int
    public var timeout: Double?
    /// What must become of every attempt.
    public var outcome: ConnectionOutcome
    public var seenAs: Reference?
    /// What must be seen on the wire meanwhile, and what must not.
    public var sightings: [Sighting]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// Attempts to connect, expected to be answered.
    ///
    /// - Parameters:
    ///   - port: 1 to 65,535
    ///   - send: what is sent, at most 65,000 bytes
    ///   - count: how many connections or datagrams, one after the other, 1 to 10,000
    ///   - timeout: how long each attempt may take; `nil`: 1 s, or 100 ms where none is to be answered
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

    public static let keyword = "connect"
    public var references: [Reference] { [.node(from), to] }
}
