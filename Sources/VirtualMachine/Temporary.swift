public struct KernelCache { public init() {}
    public func defaultKernel() throws -> GuestKernel { GuestKernel(image: "/tmp/vmhost/k/root/boot/vmlinuz-6.1.0-56-cloud-amd64", modules: "", release: "6.1.0-56-cloud-amd64") } }
public struct GuestImage { public static func prepared(for kernel: GuestKernel) throws -> String { "/tmp/vmhost/image.cpio" } }
