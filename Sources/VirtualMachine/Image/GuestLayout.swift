internal import FoundationEssentials

/// What a guest's file system has that is not the host's.
enum GuestLayout {
    static func lay(in tree: inout GuestTree) {
        for name in ["bin", "sbin", "lib", "lib32", "lib64"] {
            // As on the host, so that its programs and libraries find each other.
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/\(name)") { tree.link("/\(name)", to: target) }
        }
        for path in ["/dev", "/proc", "/sys", "/run", "/var/lib", "/var/log", "/mnt", "/usr/bin", "/usr/sbin", "/usr/lib"] { tree.directory(path) }
        tree.directory("/root", permissions: 0o700)
        tree.directory("/tmp", permissions: 0o1777)
        tree.link("/var/run", to: "/run")
        // For what the kernel's first process says before it has mounted anything.
        tree.device("/dev/console", major: 5, minor: 1)
        tree.text("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n")
        tree.text("/etc/group", "root:x:0:\nnogroup:x:65534:\n")
        tree.text("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\nprotocols: files\nservices: files\nethers: files\n")
        tree.text("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n")
        tree.text("/etc/hostname", "warren\n")
    }
}
