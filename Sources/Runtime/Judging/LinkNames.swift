import Addresses
import Planning

/// Which link has which MAC address, so that reports can name the link instead.
struct LinkNames {
    private var names: [String: String] = [:]

    init(_ state: NetworkState) {
        for node in state.nodes {
            for link in node.links {
                guard let mac = link.mac else { continue }
                // An address that two links have names neither.
                names[mac.description] = names[mac.description] == nil ? "\(node.name):\(link.name)" : mac.description
            }
        }
    }

    /// The text with every known MAC address replaced by its link: `host1:eth0`.
    func naming(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let character = rest.first {
            let candidate = String(rest.prefix(17))
            // Not in the middle of a longer word, such as an IPv6 address.
            let isWordStart = result.last.map { !$0.isHexDigit && $0 != ":" } ?? true
            if isWordStart, let name = names[candidate], rest.dropFirst(17).first.map({ !$0.isHexDigit && $0 != ":" }) ?? true {
                result += name
                rest = rest.dropFirst(17)
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
