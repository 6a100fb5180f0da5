internal import Glibc
internal import Namespaces
internal import Runtime

extension HostGreeting {
    /// Sets the guest's clock and time zone to the host's.
    func takeEffect() throws(SystemError) {
        // The machine's own clock tells whole seconds only.
        var now = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
        clock_settime(CLOCK_REALTIME, &now)
        if let localTime { try WholeFile.write(localTime, to: "/etc/localtime") }
    }
}
