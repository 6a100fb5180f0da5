/// A policy rule: which table of routes is asked for the packets that it matches.
///
///     host1 {
///         Rule(from: podA, table: 100, priority: 1000)
///         Route("default", via: "10.57.5.1", table: 100)
///     }
///
/// Rules are tried from the lowest priority number on. The kernel's own are 0 for the local table, 32766 for the
/// main one and 32767 for the default one.
public struct Rule: NodeWord {
    /// The source: a network, an address, or a node or a link for its address; `nil`: any.
    public var from: Reference?
    /// The destination; `nil`: any.
    public var to: Reference?
    /// The table that is asked, 1 to 4,294,967,295; 254 is the main one.
    public var table: Int
    /// 1 to 32,765.
    public var priority: Int
    /// The firewall mark that packets must carry, above 0; `nil`: any.
    public var mark: Int?
    /// The link by which packets must have come in; `nil`: any, and the node's own.
    public var iif: String?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A policy rule. What is left out may be anything.
    ///
    /// - Parameters:
    ///   - table: the one that is asked, 1 to 4,294,967,295
    ///   - priority: 1 to 32,765; the lowest is tried first
    ///   - mark: the firewall mark that packets must carry, above 0
    ///   - iif: the link by which packets must have come in
    public init(
        from: (any AddressConvertible)? = nil, to: (any AddressConvertible)? = nil, table: Int, priority: Int,
        mark: Int? = nil, iif: String? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.from = from?.addressReference
        self.to = to?.addressReference
        self.table = table
        self.priority = priority
        self.mark = mark
        self.iif = iif
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "rule"
    public var references: [Reference] { [from, to].compactMap { $0 } }
}
