internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import Namespaces

/// QEMU's process. It is killed with the thread that has started it, however that ends, and at the latest when the last
/// reference to it goes.
package final class QEMU {
    static let name = "qemu-system-x86_64"

    let process: pid_t
    /// Readable once it has ended.
    let ended: Descriptor
    /// What the guest writes to its serial console.
    let console: Descriptor
    /// What QEMU itself has to say.
    let errors: Descriptor
    private var status: Int32?

    /// - Parameter channel: the host's end of the guest's port is the other one of this pair
    init(_ settings: MachineSettings, _ accelerator: Accelerator, channel: Descriptor) throws {
        let program = try Self.find()
        try Self.check(settings)
        let null = try Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC), from: "open", "/dev/null")
        let console = try Self.pipe(), errors = try Self.pipe()
        var words: [UnsafeMutablePointer<CChar>?] = Self.arguments(settings, accelerator, channel: channel.number).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        process = clinux_start_dependent(program, &words, null.number, console.write.number, errors.write.number, channel.number)
        guard process > 0 else { throw SystemError("execv", program) }
        ended = try Descriptor(clinux_pidfd_open(process), from: "pidfd_open", "QEMU")
        (self.console, self.errors) = (console.read, errors.read)
        for descriptor in [console.read, errors.read] { _ = fcntl(descriptor.number, F_SETFL, O_NONBLOCK) }
    }

    deinit { kill() }

    /// Ends it, whatever it is doing: nothing of the guest's is to be kept.
    func kill() {
        guard status == nil else { return }
        Glibc.kill(process, SIGKILL)
        reap()
    }

    /// Takes its exit status, once it has ended: `status 1`, `signal 9 (Killed)`.
    @discardableResult
    func reap() -> String {
        if status == nil {
            var word: Int32 = 0
            while waitpid(process, &word, 0) < 0, errno == EINTR {}
            status = word
        }
        let word = status ?? 0, signal = word & 0x7f
        return signal == 0 ? "status \(word >> 8 & 0xff)" : "signal \(signal) (\(String(cString: strsignal(signal))))"
    }

    /// Whether somebody has stopped it: state T of proc_pid_stat(5).
    var isStopped: Bool {
        guard let bytes = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8), let end = bytes.lastIndex(of: ")") else { return false }
        return bytes[end...].dropFirst(2).first.map { $0 == "T" || $0 == "t" } ?? false
    }

    // MARK: The command line

    /// Where the program is.
    static func find() throws(MachineFailure) -> String {
        #if !arch(x86_64)
            throw MachineFailure("labs in a virtual machine need an x86-64 machine so far")
        #else
            let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
            for directory in path.split(separator: ":") where access("\(directory)/\(name)", X_OK) == 0 { return "\(directory)/\(name)" }
            throw MachineFailure("\(name) is missing, which --vm needs; apt-get install qemu-system-x86, or your distribution's package of QEMU for x86-64")
        #endif
    }

    /// The image is in memory twice while the kernel unpacks it.
    private static func check(_ settings: MachineSettings) throws(MachineFailure) {
        var status = stat()
        guard stat(settings.image, &status) == 0 else { throw MachineFailure("\(settings.image): \(String(cString: strerror(errno)))") }
        let wanted = 2 * Int(status.st_size >> 20) + 128
        guard settings.memory >= wanted else {
            throw MachineFailure("\(settings.memory) MiB are too little memory for the virtual machine, whose image has \(status.st_size >> 20) MiB; give it at least --memory \(wanted)")
        }
    }

    /// - Parameter channel: the host's end of the guest's port; `nil`: it has none, and Warren cannot be in it
    package static func arguments(_ settings: MachineSettings, _ accelerator: Accelerator, channel: Int32?) -> [String] {
        let processors = min(2, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        // Nested, KVM may offer this feature of the processor's and then refuse it.
        let processor = accelerator == .kvm ? "host,arch-capabilities=off" : "max"
        let port = channel.map { channel in
            [
                "-chardev", "socket,id=warren,fd=\(channel)", "-device", "virtio-serial-pci,max_ports=2",
                "-device", "virtserialport,chardev=warren,name=\(GuestInit.portName)",
            ]
        }
        return [
            name, "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-machine", "q35,usb=off,vmport=off", "-accel", accelerator.rawValue, "-cpu", processor,
            "-m", "\(settings.memory)", "-smp", "\(processors)",
            "-kernel", settings.kernel.image, "-initrd", settings.image, "-append", commandLine,
            // Its input is empty, and its signals are not the terminal's.
            "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
        ] + (port ?? [])
    }

    /// The kernel's: silent but for what goes wrong, and no second life after a panic.
    static let commandLine = "console=ttyS0 quiet panic=-1 oops=panic reboot=t mitigations=off no_timer_check tsc=reliable random.trust_cpu=on rdinit=/usr/bin/warren"

    private static func pipe() throws(SystemError) -> (read: Descriptor, write: Descriptor) {
        var ends: [Int32] = [0, 0]
        guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe") }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }
}
