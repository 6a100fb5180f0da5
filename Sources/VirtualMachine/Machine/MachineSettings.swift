/// What a virtual machine is made of.
public struct MachineSettings: Sendable {
    public var kernel: GuestKernel
    /// The path of the initramfs, which has Warren in it.
    public var image: String
    public var accelerator: Accelerator
    /// In MiB.
    public var memory: Int
    /// How long it may take from QEMU's start until the guest speaks.
    public var bootLimit: Duration
    /// How long the guest may be silent, asked whether it is there.
    public var silenceLimit: Duration

    public init(
        kernel: GuestKernel, image: String, accelerator: Accelerator = .best, memory: Int = MachineSettings.usualMemory,
        bootLimit: Duration = .seconds(60), silenceLimit: Duration = .seconds(20)
    ) {
        self.kernel = kernel
        self.image = image
        self.accelerator = accelerator
        self.memory = memory
        self.bootLimit = bootLimit
        self.silenceLimit = silenceLimit
    }

    /// In MiB. QEMU takes of the host what the guest uses.
    public static let usualMemory = 1024

    /// `Linux 6.1.0-50-cloud-amd64, KVM`
    public var title: String { "Linux \(kernel.release), \(accelerator.title)" }
}
