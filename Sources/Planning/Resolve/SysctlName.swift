/// Names of sysctls, which become paths below /proc/sys/net.
package enum SysctlName {
    /// What is wrong with a name, or `nil`.
    static func fault(_ name: String) -> String? {
        let isOrdinary = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || [0x2d, 0x2e, 0x2f, 0x5f, 0x40, 0x7e].contains(byte)
        }
        let parts = path(name).split(separator: "/", omittingEmptySubsequences: false)
        guard isOrdinary, name.hasPrefix("net."), parts.count >= 3, !parts.contains(""), !parts.contains("."), !parts.contains("..") else {
            return "\"\(name)\" is not a setting of a namespace; expected a name such as net.ipv4.ip_forward"
        }
        return nil
    }

    /// The link whose own setting it is: `eth0` for `net.ipv4.conf.eth0.rp_filter`; `nil` for the namespace's.
    static func link(_ name: String) -> String? {
        let parts = parts(name)
        guard parts.count == 5, parts[2] == "conf" || parts[2] == "neigh", parts[3] != "all", parts[3] != "default" else { return nil }
        return path(String(parts[3]))
    }

    /// The setting that a new link takes the value of such a link's own setting from: `net.ipv4.conf.default.rp_filter`
    /// for `net.ipv4.conf.eth0.rp_filter`; `nil` for the namespace's settings.
    static func defaulted(_ name: String) -> String? {
        guard link(name) != nil else { return nil }
        let parts = parts(name)
        return "\(parts[0]).\(parts[1]).\(parts[2]).default.\(parts[4])"
    }

    /// What stands between the dots: `net`, `ipv4`, `ip_forward`.
    private static func parts(_ name: String) -> [Substring] {
        name.utf8.split(separator: UInt8(ascii: ".")).map(Substring.init)
    }

    /// The path below /proc/sys: dots become slashes, and slashes dots, as sysctl(8) has it.
    package static func path(_ name: String) -> String {
        let dot = UInt8(ascii: "."), slash = UInt8(ascii: "/")
        return String(decoding: name.utf8.map { $0 == dot ? slash : $0 == slash ? dot : $0 }, as: UTF8.self)
    }
}
