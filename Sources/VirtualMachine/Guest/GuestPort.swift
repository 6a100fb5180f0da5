internal import CLinux
internal import Glibc
internal import Namespaces

/// The virtio port by which the guest speaks to the host.
enum GuestPort {
    /// Loads the drivers, and opens the port when it has appeared.
    static func open(named name: String) throws -> Descriptor {
        // Before the drivers, so that no change is missed.
        let changes = try Descriptor(inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK)), from: "inotify_init1")
        inotify_add_watch(changes.number, "/dev", UInt32(IN_CREATE))
        // br_netfilter is loaded by nobody who only writes its settings.
        try load(["virtio_pci", "virtio_console", "br_netfilter"])
        let limit = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < limit {
            if let device = device(named: name) {
                let path = "/dev/" + device
                return try Descriptor(Glibc.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK), from: "open", path)
            }
            var readiness = Readiness()
            readiness.add(changes.number)
            // The port may have its device before it has its name, of which nothing tells.
            try readiness.wait(.milliseconds(10))
            var buffer = [UInt8](repeating: 0, count: 4096)
            while read(changes.number, &buffer, buffer.count) > 0 {}
        }
        throw SystemError("open", errno: ENODEV, "no virtio port \(name) has appeared")
    }

    private static func device(named name: String) -> String? {
        let directory = "/sys/class/virtio-ports"
        guard let stream = opendir(directory) else { return nil }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let device = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if device.hasPrefix("."), access("/dev/\(device)", F_OK) != 0 { continue }
            let file = Glibc.open("\(directory)/\(device)/name", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { continue }
            defer { close(file) }
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = read(file, &buffer, buffer.count)
            if count > 0, String(decoding: buffer.prefix(count), as: UTF8.self).prefix(while: { $0 != "\n" }) == name { return device }
        }
        return nil
    }

    /// Loads modules and waits for that: modprobe(8) knows what each needs.
    static func load(_ modules: [String]) throws(SystemError) {
        try Program(["modprobe", "-a", "-q"] + modules).run()
    }
}
