import CNetlink
import Glibc

extension Batch {
    /// `ip link set dev LINK [address MAC] [mtu MTU] [master BRIDGE] [addrgenmode none] [up]`,
    /// `ip link set dev LINK type KIND …`, `sysctl net.ipv4.conf.LINK.SETTING=VALUE`,
    /// `bridge link set dev LINK [hairpin on] [learning off]`
    ///
    /// Up to six messages. The kernel's `do_setlink` applies the flags before `IFLA_AF_SPEC`, so that a link
    /// in one message would come up, and make itself an IPv6 address, before it is told not to. A port's
    /// settings need the port to have its master. So: what its kind is told, what the link is, then the port's settings, then the flags.
    package mutating func changeLink(
        _ change: LinkChange, index: Int32, names: some Names
    ) throws(NetlinkError) {
        try append { writer throws(NetlinkError) in
            let hasSettings = change.generatesIPv6Addresses != nil || !change.ipv4Settings.isEmpty
            let hasPortSettings = change.hairpin != nil || change.learning != nil
            let flagsLast = change.up != nil && (hasSettings || hasPortSettings || change.isUpLast)
            let hasLinkItself = change.mtu != nil || change.mac != nil || change.master != .unchanged

            if change.isDownFirst {
                writer.message(type: Int(RTM_SETLINK)) { writer in writer.fixed(ifinfomsg(index: index, up: false)) }
            }
            if let parameters = change.parameters {
                // RTM_SETLINK knows nothing of kinds.
                try writer.message(type: Int(RTM_NEWLINK)) { writer throws(NetlinkError) in
                    writer.fixed(ifinfomsg(index: index))
                    try parameters.encode(into: &writer, names: names)
                }
            }
            if hasLinkItself || hasSettings || change.up != nil && !flagsLast {
                try writer.message(type: Int(RTM_SETLINK)) { writer throws(NetlinkError) in
                    writer.fixed(ifinfomsg(index: index, up: flagsLast ? nil : change.up))
                    if let mac = change.mac { writer.put(Int(IFLA_ADDRESS), mac: mac) }
                    if let mtu = change.mtu { writer.put(Int(IFLA_MTU), u32: UInt32(clamping: mtu)) }
                    switch change.master {
                    case .unchanged: break
                    case .none: writer.put(Int(IFLA_MASTER), i32: 0)
                    case .link(let master): writer.put(Int(IFLA_MASTER), i32: try names.index(of: master))
                    }
                    if hasSettings { change.encodeSettings(into: &writer) }
                }
            }
            if hasPortSettings {
                writer.message(type: Int(RTM_SETLINK)) { writer in
                    writer.fixed(ifinfomsg(family: AF_BRIDGE, index: index))
                    // Without the nested flag the kernel takes the payload for a port state.
                    writer.nested(Int(IFLA_PROTINFO) | Int(NLA_F_NESTED)) { writer in
                        if let hairpin = change.hairpin { writer.put(Int(IFLA_BRPORT_MODE), bool: hairpin) }
                        if let learning = change.learning { writer.put(Int(IFLA_BRPORT_LEARNING), bool: learning) }
                    }
                }
            }
            if flagsLast {
                writer.message(type: Int(RTM_SETLINK)) { writer in
                    writer.fixed(ifinfomsg(index: index, up: change.up))
                }
            }
            if let delay = change.proxyDelay { writer.proxyDelay(link: index, milliseconds: UInt64(clamping: delay)) }
        }
    }
}

extension LinkChange {
    /// `IFLA_AF_SPEC`: a part for each address family.
    fileprivate func encodeSettings(into writer: inout MessageWriter) {
        writer.nested(Int(IFLA_AF_SPEC)) { writer in
            if !ipv4Settings.isEmpty {
                writer.nested(Int(AF_INET)) { writer in
                    writer.nested(Int(IFLA_INET_CONF)) { writer in
                        // In the order of their numbers, so that equal changes are equal bytes.
                        for setting in IPv4LinkSetting.allCases {
                            if let value = ipv4Settings[setting] {
                                writer.put(setting.rawValue, i32: Int32(clamping: value))
                            }
                        }
                    }
                }
            }
            if let generatesIPv6Addresses {
                writer.nested(Int(AF_INET6)) { writer in
                    writer.put(
                        Int(IFLA_INET6_ADDR_GEN_MODE),
                        u8: UInt8((generatesIPv6Addresses ? IN6_ADDR_GEN_MODE_EUI64 : IN6_ADDR_GEN_MODE_NONE).rawValue))
                }
            }
        }
    }
}

extension ifinfomsg {
    fileprivate init(index: Int32, up: Bool?) {
        let flag = UInt32(IFF_UP)
        self.init(index: index, flags: up == true ? flag : 0, change: up == nil ? 0 : flag)
    }
}
