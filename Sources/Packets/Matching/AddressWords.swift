import Addresses

/// Addresses of patterns in words: `192.168.10.10`, `10.0.0.0/8`, `a or b`, `a > b`.
enum AddressWords {
    static func list(_ prefixes: [Prefix]) -> String {
        join(prefixes.map(text))
    }

    static func text(_ prefix: Prefix) -> String {
        prefix.isHost ? prefix.address.description : prefix.description
    }

    static func list(_ addresses: [MACAddress]) -> String {
        join(addresses.map(\.description))
    }

    /// `a > b`, `from a`, `to b`, or nothing.
    static func direction(_ source: String?, _ destination: String?) -> String {
        switch (source, destination) {
        case (let source?, let destination?): "\(source) > \(destination)"
        case (let source?, nil): "from \(source)"
        case (nil, let destination?): "to \(destination)"
        case (nil, nil): ""
        }
    }

    static func join(_ texts: [String]) -> String {
        texts.isEmpty ? "no address" : texts.joined(separator: " or ")
    }
}
