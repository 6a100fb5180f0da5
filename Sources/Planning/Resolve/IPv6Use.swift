import Addresses
import Warren

extension Lab {
    /// Whether any word of the lab says an IPv6 address or network.
    var usesIPv6: Bool {
        (base + stages.flatMap(\.elements)).contains { $0.word.references.contains(where: \.isIPv6) }
    }
}

extension Reference {
    /// Whether it is an IPv6 address or network by its own text. That of a MAC address has colons too.
    fileprivate var isIPv6: Bool {
        guard case .literal(let text) = self else { return false }
        return text.utf8.contains(UInt8(ascii: ":")) && MACAddress(text) == nil
    }
}
