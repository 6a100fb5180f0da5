/// A network setting of the node's namespace, by its dotted name below `net`.
///
///     host1 { Sysctl("net.ipv4.conf.all.rp_filter", 0) }
///
/// A stage that does not have it any more sees the former value again.
public struct Sysctl: NodeWord {
    /// Such as `net.ipv4.ip_forward`. A link's dot is written as a slash, as sysctl(8) has it:
    /// `net.ipv4.conf.mustang/tun0.rp_filter`.
    public var name: String
    /// As it is written into /proc/sys.
    public var value: String
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A setting of the node's namespace.
    ///
    /// - Parameters:
    ///   - name: such as `net.ipv4.ip_forward`
    public init(_ name: String, _ value: String, file: String = #filePath, line: Int = #line) {
        self.name = name
        self.value = value
        self.source = SourceLocation(file: file, line: line)
    }

    /// A setting of the node's namespace.
    ///
    /// - Parameters:
    ///   - name: such as `net.ipv4.ip_forward`
    public init(_ name: String, _ value: Int, file: String = #filePath, line: Int = #line) {
        self.init(name, String(value), file: file, line: line)
    }

    public static let keyword = "sysctl"
    public var references: [Reference] { [] }
}
