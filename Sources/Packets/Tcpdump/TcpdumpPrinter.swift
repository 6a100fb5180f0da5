import Addresses

/// Prints one frame as tcpdump does.
///
/// It reads the bytes itself instead of printing a ``Dissection``: tcpdump prints each field as soon
/// as it has read it, and where the bytes end it stops there with `[|tcp]`. Each protocol is an
/// extension in a file of its own; a read beyond the end is thrown to ``printFrame(_:)``.
///
/// `length` is always what a packet has by the lengths that headers claim, and a ``ByteWindow`` what
/// of it was captured.
struct TcpdumpPrinter {
    let options: TcpdumpText.Options
    var conversations: TCPConversations
    private(set) var text = ""
    /// The protocol that is being read, as `[|...]` names it.
    var protocolName = ""

    private static let maximumHeaders = 64
    private var headers = 0

    init(options: TcpdumpText.Options, conversations: TCPConversations) {
        self.options = options
        self.conversations = conversations
    }

    mutating func printFrame(_ frame: Frame) {
        let window = ByteWindow(frame.bytes)
        do {
            switch frame.linkType {
            case .ethernet:
                try printEthernet(window, length: frame.originalLength)
            case .raw:
                protocolName = "raw"
                if options.showsLinkHeader { out("ip: ") }
                try printIP(window, length: frame.originalLength)
            case .linuxSLL:
                try printLinuxCooked(window, length: frame.originalLength)
            }
        } catch {
            truncated()
        }
    }

    /// Counts an Ethernet or IP header within the others.
    ///
    /// Printing goes inward by recursion, and a hostile frame could nest thousands of headers.
    mutating func enter() -> Bool {
        headers += 1
        guard headers <= Self.maximumHeaders else {
            out("[nested too deeply]")
            return false
        }
        return true
    }

    mutating func out(_ text: String) { self.text += text }

    /// `, seq N`; nothing where sequence numbers are left out.
    func sequence(_ number: String) -> String { options.omitsSequenceNumbers ? "" : ", seq \(number)" }

    /// The bytes end here.
    mutating func truncated() { out(" [|\(protocolName)]") }

    /// The bytes contradict themselves.
    mutating func invalid() { out(" (invalid)") }

    /// Prints bytes as tcpdump does those that it does not know: 16 to a line, hexadecimal and ASCII.
    mutating func dump(_ window: ByteWindow) {
        let bytes = Array(window.slice)
        for start in stride(from: 0, to: bytes.count, by: 16) {
            let row = bytes[start..<min(start + 16, bytes.count)]
            var hexadecimal = ""
            for (index, byte) in row.enumerated() {
                hexadecimal += (index % 2 == 0 ? " " : "") + Hexadecimal.padded(byte, digits: 2)
            }
            hexadecimal += String(repeating: " ", count: 40 - hexadecimal.utf8.count)
            let ascii = row.map { (0x21...0x7e).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
            out("\n\t\(Hexadecimal.text(start, digits: 4)): \(hexadecimal)  \(ascii)")
        }
    }

    /// An address as inet_ntop(3) writes it: an embedded IPv4 address is dotted.
    static func address(_ address: IPAddress) -> String {
        guard address.family == .ipv6 else { return "\(address)" }
        let low = UInt32(truncatingIfNeeded: address.value)
        switch address.value >> 32 {
        case 0xffff: return "::ffff:\(IPAddress(v4: low))"
        case 0 where low > 0xffff: return "::\(IPAddress(v4: low))"
        default: return "\(address)"
        }
    }
}
