import FoundationEssentials

/// What a program in the guest gets of this process's environment.
enum GuestEnvironment {
    /// All but what speaks of this machine's files, users and sessions.
    static var own: [String: String] {
        ProcessInfo.processInfo.environment.filter { name, _ in
            !machineBound.contains(name) && !["LD_", "XDG_", "DBUS_", "SSH_", "SUDO_", "SYSTEMD_", "WARREN_"].contains { name.hasPrefix($0) }
        }
    }

    private static let machineBound: Set<String> = [
        "PATH", "HOME", "SHELL", "PWD", "OLDPWD", "USER", "LOGNAME", "MAIL", "TMPDIR", "HOSTNAME", "DISPLAY", "_", "BASH_ENV", "ENV", "PYTHONPATH",
    ]
}
