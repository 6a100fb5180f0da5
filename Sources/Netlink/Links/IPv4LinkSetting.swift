/// A setting of one link's IPv4: `net.ipv4.conf.LINK.…`.
///
/// The raw values are `IPV4_DEVCONF_…` of <linux/ip.h>, by which a link request carries them
/// (`IFLA_AF_SPEC`, `AF_INET`, `IFLA_INET_CONF`) without a write to /proc.
package enum IPv4LinkSetting: Int, Sendable, Hashable, CaseIterable {
    case forwarding = 1
    case multicastForwarding
    case proxyARP
    case acceptRedirects
    case secureRedirects
    case sendRedirects
    case sharedMedia
    case rpFilter
    case acceptSourceRoute
    case bootpRelay
    case logMartians
    case tag
    case arpFilter
    case mediumID
    case disableXFRM
    case disablePolicy
    case forceIGMPVersion
    case arpAnnounce
    case arpIgnore
    case promoteSecondaries
    case arpAccept
    case arpNotify
    case acceptLocal
    case srcValidMark
    case proxyARPPrivateVLAN
    case routeLocalnet

    /// The file's name below /proc/sys/net/ipv4/conf/LINK.
    package var sysctlName: String {
        switch self {
        case .forwarding: "forwarding"
        case .multicastForwarding: "mc_forwarding"
        case .proxyARP: "proxy_arp"
        case .acceptRedirects: "accept_redirects"
        case .secureRedirects: "secure_redirects"
        case .sendRedirects: "send_redirects"
        case .sharedMedia: "shared_media"
        case .rpFilter: "rp_filter"
        case .acceptSourceRoute: "accept_source_route"
        case .bootpRelay: "bootp_relay"
        case .logMartians: "log_martians"
        case .tag: "tag"
        case .arpFilter: "arp_filter"
        case .mediumID: "medium_id"
        case .disableXFRM: "disable_xfrm"
        case .disablePolicy: "disable_policy"
        case .forceIGMPVersion: "force_igmp_version"
        case .arpAnnounce: "arp_announce"
        case .arpIgnore: "arp_ignore"
        case .promoteSecondaries: "promote_secondaries"
        case .arpAccept: "arp_accept"
        case .arpNotify: "arp_notify"
        case .acceptLocal: "accept_local"
        case .srcValidMark: "src_valid_mark"
        case .proxyARPPrivateVLAN: "proxy_arp_pvlan"
        case .routeLocalnet: "route_localnet"
        }
    }
}
