import Addresses
import ArgumentParser

/// The same with a port: `pod-b:8080`, `host2:eth0:53`, `192.168.11.10:80`, `[fd00::10]:80`.
struct PortTarget: ExpressibleByArgument {
    let target: ProbeTarget
    let port: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"),
            let port = UInt16(argument[argument.index(after: colon)...]), port > 0
        else { return nil }
        var text = argument[..<colon]
        if text.hasPrefix("["), text.hasSuffix("]") {
            text = text.dropFirst().dropLast()
        } else if IPAddress(argument) != nil {
            // Whether its last part is a port, nobody can tell.
            return nil
        }
        guard let target = ProbeTarget(argument: String(text)) else { return nil }
        (self.target, self.port) = (target, Int(port))
    }
}
