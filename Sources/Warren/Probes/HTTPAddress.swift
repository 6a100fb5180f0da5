/// The parts of `http://HOST:PORT/PATH`.
package struct HTTPAddress {
    /// A name or an address, without the brackets that an IPv6 address has in a URL.
    package var host: String
    package var port: Int
    /// The path with its query.
    package var path: String

    /// `nil` for what is no such URL: another scheme, user information, or a part that cannot be.
    package init?(_ text: String) {
        let scheme = "http://"
        guard text.hasPrefix(scheme) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = String(rest.dropFirst(authority.count))
        path = tail.hasPrefix("/") ? tail : "/" + tail
        guard !authority.contains("@") else { return nil }
        var portText: Substring?
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = String(authority[authority.index(after: authority.startIndex)..<end])
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            portText = after.isEmpty ? nil : after.dropFirst()
        } else {
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return nil }
            host = String(parts[0])
            portText = parts.count == 2 ? parts[1] : nil
        }
        guard !host.isEmpty, let port = portText.map({ Int($0) }) ?? 80 else { return nil }
        self.port = port
    }
}
