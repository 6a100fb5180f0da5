/// A program that runs in a node for as long as the stage has it.
///
///     Run(on: podB, "iperf3", "-s", ready: .listening(tcp: 5201))
///
/// It stays in the foreground, and ends with the stage, with the lab, or with the process that holds the lab,
/// together with what it has started itself and kept in its process group. It sees the lab's names in /etc/hosts.
/// It runs with Warren's own privileges and sees the machine's files.
public struct Run: LabWord {
    /// How a program shows that it is ready.
    public struct Readiness: Sendable, Hashable, Codable {
        /// TCP or UDP.
        public var transport: Transport
        /// 1 to 65,535.
        public var port: Int

        /// Somebody in the node listens on the TCP port.
        public static func listening(tcp port: Int) -> Readiness { Readiness(transport: .tcp, port: port) }
        /// Somebody in the node has bound the UDP port.
        public static func listening(udp port: Int) -> Readiness { Readiness(transport: .udp, port: port) }
    }

    /// The node's name.
    public var node: String
    /// The program, which is looked for as a shell does, and its arguments.
    public var arguments: [String]
    /// What is waited for before the stage goes on; `nil`: only that the program could be started.
    public var ready: Readiness?
    /// How long that may take, in milliseconds.
    public var deadline: Double
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A program that runs in a node.
    ///
    /// - Parameters:
    ///   - program: looked for as a shell does
    ///   - ready: what is waited for before the stage goes on
    ///   - deadline: how long that may take
    public init(
        on node: some Node, _ program: String, _ arguments: String..., ready: Readiness? = nil,
        within deadline: Duration = .seconds(10), file: String = #filePath, line: Int = #line
    ) {
        self.node = node.name
        self.arguments = [program] + arguments
        self.ready = ready
        self.deadline = deadline.milliseconds
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "run"
    public var references: [Reference] { [.node(node)] }
}
