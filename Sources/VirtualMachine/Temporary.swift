public struct GuestImage { public static func prepared(for kernel: GuestKernel) throws -> String { "/tmp/vmhost/image.cpio" } }
