/// A request by HTTP from a node: the article's `curl pod-b:8080`.
///
///     HTTPGet(from: podA, "http://pod-b:8080/").answers(200, body: "hello from pod-b\n")
///     HTTPGet(from: podA, to: podB, port: 8080, path: "/nothing").answers(404)
///
/// Expected to be answered with 200 unless ``answers(_:body:)`` says otherwise.
public struct HTTPGet: ConnectionProbe, LabWord {
    /// The asking node's name.
    public var from: String
    /// `nil` where the URL names it.
    public var to: Reference?
    /// 1 to 65,535.
    public var port: Int
    /// The path, or if `to` is `nil` the whole URL, whose host is a node or an address.
    public var path: String
    /// The status that is expected.
    public var status: Int
    /// The body that is expected; `nil`: any.
    public var body: String?
    /// How many requests, one after the other, each on a connection of its own.
    public var count: Int
    public var timeout: Double?
    /// What must become of every request.
    public var outcome: ConnectionOutcome
    public var seenAs: Reference?
    /// What must be seen on the wire meanwhile, and what must not.
    public var sightings: [Sighting]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// Requests to a port of a target, expected to be answered with 200.
    ///
    /// - Parameters:
    ///   - port: 1 to 65,535
    ///   - path: begins with `/`
    ///   - count: how many requests, each on a connection of its own, 1 to 10,000
    ///   - timeout: how long each may take; `nil`: 1 s, or 100 ms where none is to be answered
    public init(
        from: some Node, to: some AddressConvertible, port: Int = 80, path: String = "/", count: Int = 1,
        timeout: Duration? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.init(from.name, to.addressReference, port, path, count, timeout, SourceLocation(file: file, line: line))
    }

    /// The URL is `http://NODE-OR-ADDRESS:PORT/PATH`; without a port it is 80.
    public init(
        from: some Node, _ url: String, count: Int = 1, timeout: Duration? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.init(from.name, nil, 80, url, count, timeout, SourceLocation(file: file, line: line))
    }

    private init(
        _ from: String, _ to: Reference?, _ port: Int, _ path: String, _ count: Int, _ timeout: Duration?,
        _ source: SourceLocation
    ) {
        self.from = from
        self.to = to
        self.port = port
        self.path = path
        self.status = 200
        self.body = nil
        self.count = count
        self.timeout = timeout?.milliseconds
        self.outcome = .answered
        self.seenAs = nil
        self.sightings = []
        self.source = source
    }

    /// Expects this status, and if given exactly this body.
    public func answers(_ status: Int = 200, body: String? = nil) -> HTTPGet {
        var copy = self
        copy.status = status
        copy.body = body
        return copy
    }

    public static let keyword = "httpGet"
    public var references: [Reference] {
        [.node(from), to ?? HTTPAddress(path).map { .literal($0.host) }].compactMap { $0 }
    }
}
