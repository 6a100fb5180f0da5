/// What a virtual machine is made of.
package struct MachineSettings: Sendable, Hashable, Codable {
    package var kernel: GuestKernel
    /// The path of the initramfs, which has Warren in it.
    package var image: String
    /// `nil`: the best there is, and TCG if that does not work after all.
    package var accelerator: Accelerator?
    /// In MiB.
    package var memory: Int
    /// How long it may take from QEMU's start until the guest speaks.
    package var bootLimit: Duration
    /// How long the guest may be silent, asked whether it is there.
    package var silenceLimit: Duration

    package init(
        kernel: GuestKernel, image: String, accelerator: Accelerator? = nil, memory: Int = MachineSettings.usualMemory,
        bootLimit: Duration = .seconds(60), silenceLimit: Duration = .seconds(20)
    ) {
        self.kernel = kernel
        self.image = image
        self.accelerator = accelerator
        self.memory = memory
        self.bootLimit = bootLimit
        self.silenceLimit = silenceLimit
    }

    /// How long KVM may take where TCG can be had instead.
    static let shortBootLimit = Duration.seconds(15)

    /// In MiB. QEMU takes of the host what the guest uses.
    package static let usualMemory = 2048
}
