internal import CLinux
internal import Glibc
internal import Namespaces

/// The first process of the guest: it makes the place in which labs run, and answers the host until the host has gone.
///
/// It never returns, and never fails without turning the machine off: the kernel would panic.
package enum GuestInit {
    /// What the port is called by which host and guest speak.
    static let portName = "warren"

    /// Whether this process is a machine's first, and nobody has mounted anything yet: what a container's first process never
    /// finds. Swift takes a program's arguments from /proc, so they could not tell.
    package static var isWanted: Bool { getpid() == 1 && access("/proc/self", F_OK) != 0 }

    package static func run() -> Never {
        signal(SIGPIPE, SIG_IGN)
        do {
            try mountFileSystems()
            setEnvironment()
            clinux_set_host_name("warren")
            clinux_set_link_up("lo")
            let port = try GuestPort.open(named: portName)
            try GuestAgent(port: port).run()
        } catch {
            say("\(error)")
        }
        clinux_power_off()
        exit(1)
    }

    /// Writes a line to the console, which the host keeps.
    static func say(_ text: String) {
        let bytes = Array("warren: \(text)\n".utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    private static func mountFileSystems() throws(SystemError) {
        let wanted: [(kind: String, directory: String, options: String)] = [
            ("proc", "/proc", ""), ("sysfs", "/sys", ""), ("devtmpfs", "/dev", ""), ("devpts", "/dev/pts", "ptmxmode=666,mode=620"),
            ("tmpfs", "/dev/shm", "mode=1777"), ("tmpfs", "/run", "mode=755"), ("tmpfs", "/tmp", "mode=1777"),
        ]
        for mount in wanted where clinux_mount(mount.kind, mount.directory, mount.options) != 0 {
            // A kernel with CONFIG_DEVTMPFS_MOUNT has it there already.
            if errno != EBUSY { throw SystemError("mount", mount.directory) }
        }
        for (name, target) in [("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")] { symlink(target, "/dev/\(name)") }
        // The module behind it is loaded when it is first opened.
        mkdir("/dev/net", 0o755)
        clinux_make_device("/dev/net/tun", 10, 200)
    }

    /// What every program in the guest has, unless its request says otherwise.
    private static func setEnvironment() {
        let values = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "SHELL": "/bin/sh", "TERM": "dumb",
            "LANG": "C.UTF-8",
        ]
        for (name, value) in values { setenv(name, value, 1) }
        _ = chdir("/root")
    }
}
