/// What a new namespace takes over from the machine's first one: the kernel copies the IPv4 settings of
/// `conf/all` and `conf/default` (net.core.devconf_inherit_init_net). A distribution that sets rp_filter, or
/// a docker that turns forwarding on, would so change what a lab shows.
enum InheritedSettings {
    private static let kernelDefaults = [
        Sysctl.Write(name: "net.ipv4.ip_forward", value: "0"),
        Sysctl.Write(name: "net.ipv4.conf.all.rp_filter", value: "0"),
        Sysctl.Write(name: "net.ipv4.conf.default.rp_filter", value: "0"),
        Sysctl.Write(name: "net.ipv4.conf.all.proxy_arp", value: "0"),
        Sysctl.Write(name: "net.ipv4.conf.default.proxy_arp", value: "0"),
        Sysctl.Write(name: "net.ipv4.conf.all.arp_ignore", value: "0"),
        Sysctl.Write(name: "net.ipv4.conf.default.arp_ignore", value: "0"),
        Sysctl.Write(name: "net.ipv4.conf.all.arp_announce", value: "0"),
        Sysctl.Write(name: "net.ipv4.conf.default.arp_announce", value: "0"),
    ]

    /// What must be written into a new namespace so that it is as a kernel without any configuration makes
    /// it; empty on a machine that has nothing configured. Read once: the calling thread's namespace is the
    /// machine's.
    static let corrections: [Sysctl.Write] = kernelDefaults.filter { setting in
        (try? Sysctl.read(setting.name)).map { $0 != setting.value } ?? false
    }
}
