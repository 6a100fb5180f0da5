/// A kernel that labs can run on in a virtual machine, and its modules.
package struct GuestKernel: Sendable, Codable, Hashable {
    /// The path of the kernel's image, such as `/boot/vmlinuz-6.1.0-50-cloud-amd64`.
    package var image: String
    /// The path of its modules, such as `/lib/modules/6.1.0-50-cloud-amd64`: where `modules.dep` is.
    package var modules: String
    /// What `uname -r` says in it, such as `6.1.0-50-cloud-amd64`.
    package var release: String

    package init(image: String, modules: String, release: String) {
        self.image = image
        self.modules = modules
        self.release = release
    }
}
