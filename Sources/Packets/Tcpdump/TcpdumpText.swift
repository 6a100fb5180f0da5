/// Frames as `tcpdump -n` prints them (version 4.99, without `-v`).
///
/// Kept in one value for a whole capture, because tcpdump prints TCP sequence numbers relative to
/// the first that it saw of a connection.
///
///     IP 10.57.4.20 > 10.57.4.21: IP 192.168.10.10 > 192.168.11.10: ICMP echo request, id 3205, seq 1, length 64
///
/// What is printed exactly so: Ethernet with VLAN tags, ARP, IPv4 and IPv6 with fragments and
/// extension headers, ICMP, ICMPv6, IGMP, UDP, TCP, VXLAN, OTV (as which tcpdump takes port 8472), GRE
/// and IP in IP, cut short by the capture or not. What is not: tcpdump decodes the applications of many
/// well-known ports (DNS, DHCP, NTP, HTTP, BGP, ...), where this prints `UDP, length N`, and for TCP
/// nothing after the length; LLC frames (spanning tree), IPv6 mobility headers, SCTP, ESP, OSPF, PIM,
/// VRRP and the like are printed as unknown; so are the values of the TCP options MPTCP, TFO and UTO, GRE
/// of version 1 or with source routes, and ARP for other hardware addresses than those of six bytes.
package struct TcpdumpText: Sendable {
    package struct Options: Sendable, Hashable {
        /// Begins a line with the time, `18:03:35.048106 `: local hours, minutes, seconds.
        package var showsTime = false
        /// What is added to UTC to get local time, in seconds.
        package var utcOffset = 0
        /// Prints the link-layer header: `tcpdump -e`.
        package var showsLinkHeader = false
        /// Prints TCP sequence numbers as they are: `tcpdump -S`.
        package var absoluteSequenceNumbers = false
        /// Leaves out the sequence numbers of TCP, GRE and echo messages: packets that differ in nothing else read
        /// alike.
        package var omitsSequenceNumbers = false

        package init(
            showsTime: Bool = false, utcOffset: Int = 0, showsLinkHeader: Bool = false,
            absoluteSequenceNumbers: Bool = false, omitsSequenceNumbers: Bool = false
        ) {
            self.showsTime = showsTime
            self.utcOffset = utcOffset
            self.showsLinkHeader = showsLinkHeader
            self.absoluteSequenceNumbers = absoluteSequenceNumbers
            self.omitsSequenceNumbers = omitsSequenceNumbers
        }
    }

    package var options: Options
    private var conversations = TCPConversations()

    package init(_ options: Options = Options()) {
        self.options = options
    }

    /// What tcpdump prints for the frame, without the newline at its end.
    ///
    /// A frame in VXLAN is on a second line, as tcpdump has it, and an unknown packet's bytes are
    /// on lines of their own.
    package mutating func line(for frame: Frame) -> String {
        guard !frame.bytes.isEmpty else { return "[Invalid header: caplen==0]" }
        var printer = TcpdumpPrinter(options: options, conversations: conversations)
        printer.printFrame(frame)
        conversations = printer.conversations
        return (options.showsTime ? time(frame.timestamp) + " " : "") + printer.text
    }

    /// The same on a single line: what tcpdump prints on further lines follows after ` / `.
    package mutating func oneLine(for frame: Frame) -> String {
        line(for: frame)
            .split(separator: "\n")
            .map { $0.drop { $0 == "\t" || $0 == " " } }
            .joined(separator: " / ")
    }

    /// A frame by itself on a single line, its TCP sequence numbers as they are.
    package static func oneLine(_ frame: Frame) -> String {
        var text = TcpdumpText(Options(absoluteSequenceNumbers: true))
        return text.oneLine(for: frame)
    }

    /// What packets have in common that differ in their sequence numbers only.
    package static func shape(_ frame: Frame) -> String {
        var text = TcpdumpText(Options(absoluteSequenceNumbers: true, omitsSequenceNumbers: true))
        return text.oneLine(for: frame)
    }

    /// `18:03:35.048106`: nanoseconds are cut off, not rounded.
    private func time(_ timestamp: UInt64) -> String {
        let seconds = Int64(timestamp / 1_000_000_000) + Int64(options.utcOffset)
        let ofDay = (seconds % 86_400 + 86_400) % 86_400
        let clock = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { Self.padded($0, 2) }
        return clock.joined(separator: ":") + "." + Self.padded(Int64(timestamp % 1_000_000_000 / 1000), 6)
    }

    static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
