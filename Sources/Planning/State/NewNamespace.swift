/// What a new namespace has before anything is done in it.
package enum NewNamespace {
    /// Settings that the kernel copies from the machine's first namespace (net.core.devconf_inherit_init_net),
    /// and what they are on a kernel without any configuration. A distribution that sets rp_filter, or a docker
    /// that turns forwarding on, would otherwise change what a lab shows.
    package static let defaults: [NodeState.Setting] =
        [NodeState.Setting(name: "net.ipv4.ip_forward", value: "0")]
        + ["rp_filter", "proxy_arp", "arp_ignore", "arp_announce"].flatMap { setting in
            ["all", "default"].map { NodeState.Setting(name: "net.ipv4.conf.\($0).\(setting)", value: "0") }
        }
}
