import Addresses
import Netlink
import Warren

/// What an expectation says of a link that is there anyway. What is `nil` may be anything.
package struct ExpectedLinkState: Sendable, Hashable {
    package var name: String
    /// In bytes.
    package var mtu: Int?
    package var mac: MACAddress?
    /// What the administrator has set, whatever the cable does.
    package var isUp: Bool?

    /// `eth0 mtu 1400 up`, in the words of ip.
    package var words: String {
        var words = [name]
        if let mtu { words += ["mtu", "\(mtu)"] }
        if let mac { words += ["address", "\(mac)"] }
        if let isUp { words.append(isUp ? "up" : "down") }
        return words.joined(separator: " ")
    }

    /// What a link that was found is like, in so far.
    package init(_ found: LinkState) { (name, mtu, mac, isUp) = (found.name, found.mtu, found.mac, found.isUp) }

    init(name: String, mtu: Int?, mac: MACAddress?, isUp: Bool?) { (self.name, self.mtu, self.mac, self.isUp) = (name, mtu, mac, isUp) }

    package func isMet(by found: LinkState) -> Bool {
        found.name == name && (mtu == nil || mtu == found.mtu) && (mac == nil || mac == found.mac) && (isUp == nil || isUp == found.isUp)
    }
}
