import Glibc
import Namespaces

/// modprobe(8), which knows what modules the running kernel could load.
enum ModuleProbe {
    /// Whether there is such a module, or the kernel has it built in. Nothing is loaded.
    static func canLoad(_ module: String) -> Bool {
        // An ordinary user's PATH need not lead to it.
        let paths: [String] = ["/usr/sbin/modprobe", "/sbin/modprobe", "/usr/bin/modprobe"]
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else { return false }
        return (try? Program(["modprobe", "-n", "-q", module], path: path).run()) == 0
    }
}
