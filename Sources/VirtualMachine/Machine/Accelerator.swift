internal import CLinux

/// Who carries out the guest's instructions.
public enum Accelerator: String, Sendable, Hashable, Codable, CaseIterable {
    /// The processor itself, by the kernel's KVM.
    case kvm
    /// QEMU, instruction by instruction translated: the Tiny Code Generator. It works everywhere.
    case tcg

    /// KVM where it works for this user, tried by making a machine with it.
    public static var best: Accelerator { clinux_has_kvm() == 1 ? .kvm : .tcg }

    /// `KVM`, as its makers write it.
    public var title: String { rawValue.uppercased() }
}
