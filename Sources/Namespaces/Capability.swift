import CLinux
import Glibc

/// A right of root's that a process may have without the others: capabilities(7), numbered as the kernel does.
package enum Capability: Int, CaseIterable, Sendable {
    case chown, dacOverride, dacReadSearch, fowner, fsetid, kill, setgid, setuid, setpcap, linuxImmutable
    case netBindService, netBroadcast, netAdmin, netRaw, ipcLock, ipcOwner, sysModule, sysRawio, sysChroot, sysPtrace
    case sysPacct, sysAdmin, sysBoot, sysNice, sysResource, sysTime, sysTtyConfig, mknod, lease, auditWrite
    case auditControl, setfcap, macOverride, macAdmin, syslog, wakeAlarm, blockSuspend, auditRead, perfmon, bpf
    case checkpointRestore

    /// What no lab needs: these reach the machine itself, its kernel, its clock, its devices and its logs, and not a network.
    package static let beyondNetworks: Set<Capability> = [
        .linuxImmutable, .sysModule, .sysRawio, .sysPacct, .sysBoot, .sysTime, .sysTtyConfig, .mknod, .auditControl,
        .macOverride, .macAdmin, .syslog, .wakeAlarm, .blockSuspend, .auditRead, .checkpointRestore,
    ]

    /// Gives up what reaches beyond networks, for good, in this thread and whatever it starts: threads, processes and the
    /// programs that these run, root's too. To be called before there is a second thread.
    ///
    /// What the process does not have is not asked for: an ordinary user's has nothing to give up.
    package static func keepToNetworks() throws(SystemError) {
        let dropped = beyondNetworks.reduce(UInt64(0)) { $0 | 1 << UInt64($1.rawValue) }
        guard clinux_drop_capabilities(dropped) == 0 else { throw SystemError("capset", "giving up rights that no lab needs") }
    }

    /// The capabilities of this thread that count.
    static var effective: Set<Capability>? {
        let lines = ProcFile.read("/proc/thread-self/status").map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let line = lines.split(separator: "\n").first(where: { $0.hasPrefix("CapEff:") }),
            let mask = UInt64(line.dropFirst(7).drop { $0 == "\t" || $0 == " " }, radix: 16)
        else { return nil }
        return Set(allCases.filter { mask >> UInt64($0.rawValue) & 1 == 1 })
    }
}
