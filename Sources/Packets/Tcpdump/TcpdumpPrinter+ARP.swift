import Addresses

extension TcpdumpPrinter {
    mutating func printARP(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "arp"
        try window.require(8)
        let hardwareLength = Int(try window.u8(4)), protocolLength = Int(try window.u8(5))
        guard window.has(8 + 2 * hardwareLength + 2 * protocolLength) else { return truncated() }
        if !options.showsLinkHeader { out("ARP, ") }
        let hardware = try window.u16(0), network = try window.u16(2)
        guard network == 0x0800, protocolLength == 4, hardwareLength == 6 else {
            let hardwareName = hardware == 1 ? "Ethernet" : "Unknown Hardware (\(hardware))"
            let networkName =
                network == 0x0800 ? "IPv4" : "Unknown Protocol (\(Hexadecimal.text(network, digits: 4)))"
            return out(
                "\(hardwareName) (len \(hardwareLength)), \(networkName) (len \(protocolLength)), length \(length)")
        }
        if try printARPOperation(window) {
            out(", length \(length)")
        } else {
            dump(window)
        }
    }

    /// `false` for an operation whose fields tcpdump leaves to the reader.
    private mutating func printARPOperation(_ window: ByteWindow) throws(HeaderFault) -> Bool {
        let senderMAC = try window.mac(8), senderIP = try window.ipv4(14)
        let targetMAC = try window.mac(18), targetIP = try window.ipv4(24)
        let operation = try window.u16(6)
        switch operation {
        case 1:
            let asked = targetMAC == .zero ? "" : " (\(targetMAC))"
            out("Request who-has \(targetIP)\(asked) tell \(senderIP)")
        case 2:
            out("Reply \(senderIP) is-at \(senderMAC)")
        case 3:
            out("Reverse Request who-is \(targetMAC) tell \(senderMAC)")
        case 4:
            out("Reverse Reply \(targetMAC) at \(targetIP)")
        case 8:
            out("Inverse Request who-is \(targetMAC) tell \(senderMAC)")
        case 9:
            out("Inverse Reply \(senderMAC) at \(senderIP)")
        default:
            out(operation == 10 ? "NACK Reply " : "Unknown (\(operation)) ")
            return false
        }
        return true
    }
}
