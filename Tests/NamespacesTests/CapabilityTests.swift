import Glibc
import Testing

@testable import Namespaces

/// Rights that are given up, by a thread that ends with the test. Needs root.
@Suite(.enabled(if: geteuid() == 0, "needs root"))
struct CapabilityTests {
    /// The masks of this thread's status, proc_pid_status(5), by their names: `CapInh`, `CapPrm`, `CapEff`, `CapBnd`, `CapAmb`.
    private static func masks() -> [String: UInt64] {
        let text = ProcFile.read("/proc/thread-self/status").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("Cap") }.map { $0.split { ": \t".contains($0) } }
        return Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), UInt64($0[1], radix: 16) ?? .max) })
    }

    /// Those of <linux/capability.h> that reach the machine: 9 linux_immutable, 16 sys_module, 17 sys_rawio, 20 sys_pacct, 22 sys_boot,
    /// 25 sys_time, 26 sys_tty_config, 27 mknod, 30 audit_control, 32 mac_override, 33 mac_admin, 34 syslog, 35 wake_alarm,
    /// 36 block_suspend, 37 audit_read, 40 checkpoint_restore.
    private static let machine = [9, 16, 17, 20, 22, 25, 26, 27, 30, 32, 33, 34, 35, 36, 37, 40].reduce(UInt64(0)) { $0 | 1 << UInt64($1) }

    @Test func `what reaches beyond networks is gone from every set, and nothing else is; twice as well as once`() throws {
        let (before, after, again) = try OwnThread.run {
            let before = Self.masks()
            try Capability.keepToNetworks()
            let after = Self.masks()
            try Capability.keepToNetworks()
            return (before, after, Self.masks())
        }
        let kept = ~Self.machine
        #expect(before["CapEff"] != before["CapEff"].map { $0 & kept }, "there was nothing to give up")
        for name in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
            let had = try #require(before[name])
            #expect(after[name] == had & kept, "\(name)")
        }
        #expect(again == after)
        // This thread has given up nothing.
        #expect(Self.masks()["CapEff"] == before["CapEff"])
    }

    @Test func `what a program of root's starts with lacks it too, and who has nothing to give up is not refused`() throws {
        let child = try OwnThread.run {
            try Capability.keepToNetworks()
            return try Program.output(of: ["sh", "-c", "grep CapEff /proc/self/status; setpriv --reuid=65534 --clear-groups grep CapEff /proc/self/status"])
        }
        let lines = child.split(separator: "\n").compactMap { UInt64($0.split { ": \t".contains($0) }.last ?? "", radix: 16) }
        try #require(lines.count == 2, "\(child)")
        #expect(lines[0] & Self.machine == 0 && lines[0] & 1 << 12 != 0 && lines[1] == 0, "\(child)")
    }

    @Test func `the rights that count are read as the kernel numbers them`() throws {
        let found = try #require(Capability.effective), mask = try #require(Self.masks()["CapEff"])
        #expect(found == Set(Capability.allCases.filter { mask >> UInt64($0.rawValue) & 1 == 1 }))
        #expect(Capability.netAdmin.rawValue == 12 && Capability.sysAdmin.rawValue == 21 && Capability.checkpointRestore.rawValue == 40)
    }
}
