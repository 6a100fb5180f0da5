import Glibc
import Packets
import Reporting
import Warren

/// Words captured packets as tcpdump does, several links' with the link in front of each line.
///
/// Everything that is printed of a packet is made from its numbers: there is no byte of it that could reach a
/// terminal as it is. Names of links are not the network's, but may be anybody's in a node; see ``VisibleText``.
struct CapturePrinter {
    /// One for the whole capture: sequence numbers count from the first segment that was seen of a connection.
    private var text = TcpdumpText(.init(showsTime: true))
    private var links: [LinkReference] = []
    private var prefixes: [LinkReference: String] = [:]
    private let terminal: Terminal
    /// The second for which the offset to local time is known.
    private var second: Int?

    /// - Parameter links: those that packets come from
    init(_ links: [LinkReference], terminal: Terminal) {
        self.terminal = terminal
        add(links)
    }

    /// Packets may come from these links too from now on. With the second link there is one in front of each line.
    mutating func add(_ more: [LinkReference]) {
        links += more.filter { !links.contains($0) }
        guard links.count > 1 else { return }
        let names = links.map { VisibleText.of($0.description) }
        let width = names.map(\.count).max() ?? 0
        for (link, name) in zip(links, names) {
            prefixes[link] = terminal.styled(name, .quiet) + String(repeating: " ", count: width - name.count + 2)
        }
    }

    /// The packet's lines, each with a newline: one, or more where tcpdump has more.
    mutating func lines(for link: LinkReference, _ frame: Frame) -> String {
        text.options.utcOffset = offset(at: Int(frame.timestamp / 1_000_000_000))
        let prefix = prefixes[link] ?? ""
        return text.line(for: frame).split(separator: "\n", omittingEmptySubsequences: false).map { "\(prefix)\($0)\n" }.joined()
    }

    /// What is added to UTC for local time, in seconds. Asked anew for every second, since it may change in the
    /// middle of a capture.
    private mutating func offset(at second: Int) -> Int {
        if self.second == second { return text.options.utcOffset }
        self.second = second
        var time = time_t(second), local = tm()
        localtime_r(&time, &local)
        return local.tm_gmtoff
    }
}
