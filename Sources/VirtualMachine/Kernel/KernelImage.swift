internal import Loading

/// The file that a machine is started with, as Debian has it in `/boot/vmlinuz-*`: a bzImage for x86.
///
/// Source: Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header".
struct KernelImage: Sendable {
    var path: String
    /// What `uname -r` says in it, such as `6.1.0-50-cloud-amd64`.
    var release: String

    private static let largest = 256 << 20

    init(path: String) throws(VirtualMachineError) {
        let bytes: [UInt8]
        do {
            bytes = try FileContents.read(path, limit: Self.largest)
        } catch {
            let remedy = error.errno == 13 ? "copy it as root to where you may read it" : ""
            throw VirtualMachineError("the kernel \(path) cannot be read: \(error.reason)", remedy: remedy)
        }
        guard let release = Self.release(bytes) else {
            throw VirtualMachineError("\(path) is no kernel: expected a Linux image for x86 (bzImage), as /boot/vmlinuz-* are")
        }
        self.path = path
        self.release = release
    }

    /// - Returns: `nil` for what is no bzImage.
    static func release(_ bytes: [UInt8]) -> String? {
        guard bytes.count > 0x268, Array(bytes[0x1fe..<0x200]) == [0x55, 0xaa], Array(bytes[0x202..<0x206]) == Array("HdrS".utf8)
        else { return nil }
        // kernel_version: where the text stands, counted from 0x200; "6.1.0-50-cloud-amd64 (debian-kernel@… ".
        let start = 0x200 + Int(bytes[0x20e]) + Int(bytes[0x20f]) << 8
        guard start > 0x200, start < bytes.count else { return nil }
        let word = bytes[start...].prefix(128).prefix { $0 > 0x20 && $0 < 0x7f }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }
}
