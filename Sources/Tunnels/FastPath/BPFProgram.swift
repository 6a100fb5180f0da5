import CLinux
import Glibc
import Namespaces

/// A program that the kernel has taken, and compiled. It goes with the last reference, and with what it is attached to.
struct BPFProgram: Sendable {
    private static let logBytes = 64 << 10

    /// - Throws: `EPERM` for who has not CAP_BPF; what the kernel has against the program as the error's purpose.
    init(_ kind: Int, _ name: String, _ instructions: [UInt64]) throws(SystemError) {
        let number = clinux_bpf_load(Int32(kind), instructions, UInt32(instructions.count), name, nil, 0)
        guard number < 0 else {
            descriptor = Descriptor(owning: number)
            return
        }
        let error = errno
        // Why, the kernel says only to whoever asks: that takes it long, and is of use to nobody as long as it says nothing.
        var log = [CChar](repeating: 0, count: Self.logBytes)
        _ = clinux_bpf_load(Int32(kind), instructions, UInt32(instructions.count), name, &log, UInt32(log.count))
        let words = String(decoding: log.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        throw SystemError("bpf", errno: error, "\(name) \(words)")
    }

    private let descriptor: Descriptor

    /// Lets the program see what enters or leaves a link of the calling thread's namespace, before traffic control's own filters
    /// do. `bpftool net`
    ///
    /// The kernel waits for a grace period, with the lock of all links in its hand: some 20 ms.
    ///
    /// - Returns: what ends that when it is closed, after such a wait again
    func attach(to link: Int32, _ direction: Int) throws(SystemError) -> Descriptor {
        try Descriptor(clinux_bpf_attach(descriptor.number, link, UInt32(direction)), from: "bpf", "attaching a program to a link")
    }

    /// Lets the program say how much of each packet that a TUN device sends is there to be read.
    func filter(_ device: Int32) throws(SystemError) {
        guard clinux_tun_filter(device, descriptor.number) == 0 else { throw SystemError("TUNSETFILTEREBPF") }
    }
}
