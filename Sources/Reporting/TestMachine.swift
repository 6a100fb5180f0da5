/// A virtual machine that labs are tested in, as results speak of it.
package struct TestMachine: Sendable, Hashable, Codable {
    /// The kernel's release, such as `6.1.0-50-cloud-amd64`.
    package var kernel: String
    /// `KVM` or `TCG`.
    package var accelerator: String

    package init(kernel: String, accelerator: String) {
        self.kernel = kernel
        self.accelerator = accelerator
    }

    /// `in a virtual machine: Linux 6.1.0-50-cloud-amd64, KVM`
    package var description: String { "in a virtual machine: Linux \(kernel), \(accelerator)" }
}
