internal import CLinux
internal import FoundationEssentials

/// Who carries out the guest's instructions.
package enum Accelerator: String, Sendable, Hashable, Codable, CaseIterable {
    /// The processor itself, by the kernel's KVM.
    case kvm
    /// QEMU, instruction by instruction translated: the Tiny Code Generator. It works everywhere.
    case tcg

    /// KVM where this user may make machines with it, and the processor has what it takes (Intel's VMX, AMD's SVM). There are
    /// clouds whose kernels have a KVM without: machines can be made with it, and an ordinary kernel hangs in them.
    package static var best: Accelerator { hasVirtualization && clinux_has_kvm() == 1 ? .kvm : .tcg }

    private static var hasVirtualization: Bool {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let flags = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
        else { return false }
        return flags.split(separator: " ").contains { $0 == "vmx" || $0 == "svm" }
    }

    /// `KVM`, as its makers write it.
    package var title: String { rawValue.uppercased() }
}
