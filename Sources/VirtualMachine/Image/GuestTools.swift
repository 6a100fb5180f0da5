internal import FoundationEssentials
internal import Loading

/// The host's programs that a guest has, if the host has them.
///
/// Those that labs and people at `warren exec` and `warren shell` call for; what labs themselves need is in Warren.
enum GuestTools {
    static let names = networking + shells + files + text + processes + machine

    private static let networking = [
        "ip", "bridge", "tc", "ss", "nstat", "rtmon", "ping", "ping6", "tracepath", "traceroute", "arping", "arp", "route",
        "ifconfig", "netstat", "ethtool", "nft", "iptables", "ip6tables", "iptables-save", "ip6tables-save", "ipset",
        "ipvsadm", "conntrack", "tcpdump", "nc", "netcat", "socat", "curl", "wget", "iperf3", "iperf", "dig", "mtr", "wg",
        "getent", "host", "nslookup",
    ]
    private static let shells = ["sh", "bash", "dash", "env", "true", "false", "test", "[", "echo", "printf", "sleep", "seq", "expr", "yes"]
    private static let files = [
        "ls", "cat", "cp", "mv", "rm", "mkdir", "rmdir", "ln", "chmod", "chown", "touch", "stat", "df", "du", "dd", "find",
        "readlink", "realpath", "basename", "dirname", "mktemp", "less", "more", "vi", "nano", "which",
    ]
    private static let text = [
        "head", "tail", "wc", "sort", "uniq", "cut", "tr", "tee", "od", "grep", "egrep", "fgrep", "sed", "awk", "xargs", "diff",
        "cmp", "base64", "md5sum", "sha256sum", "hexdump", "xxd", "jq", "column",
    ]
    private static let processes = [
        "ps", "top", "kill", "pgrep", "pkill", "pidof", "killall", "timeout", "nice", "nohup", "setsid", "strace", "nsenter",
        "unshare", "setpriv", "capsh", "lsns", "watch",
    ]
    private static let machine = [
        "date", "id", "whoami", "hostname", "uname", "uptime", "dmesg", "mount", "umount", "sysctl", "free", "lsmod", "rmmod", "modinfo",
        "insmod", "modprobe", "stty", "tty", "tput", "clear", "reset",
    ]

    /// What the tools read beside their libraries, where the host has it.
    static let data = [
        "/etc/protocols", "/etc/services", "/etc/ethertypes", "/etc/iproute2", "/usr/share/iproute2", "/usr/lib/iproute2",
        "/usr/lib/tc", "/usr/lib/x86_64-linux-gnu/tc", "/usr/lib/aarch64-linux-gnu/tc",
        "/usr/lib/x86_64-linux-gnu/xtables", "/usr/lib/aarch64-linux-gnu/xtables",
        // What the dynamic loader looks libraries up in, which stand where they stand on the host.
        "/etc/ld.so.cache", "/etc/localtime", "/etc/bash.bashrc", "/etc/inputrc",
    ] + terminals.flatMap { name in ["/lib/terminfo", "/usr/share/terminfo"].map { "\($0)/\(name.prefix(1))/\(name)" } }

    private static let terminals = [
        "ansi", "linux", "rxvt", "screen", "screen-256color", "tmux", "tmux-256color", "vt100", "vt102", "vt220", "xterm", "xterm-256color",
    ]

    /// The paths of those that this host has.
    static func found() -> [String] { names.compactMap(HostProgram.path) }
}
