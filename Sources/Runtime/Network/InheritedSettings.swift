import Namespaces
import Planning

/// What a new namespace takes over from the machine's first one, and what must be done about it.
enum InheritedSettings {
    /// What must be written into a new namespace so that it is as a kernel without any configuration makes
    /// it; empty on a machine that has nothing configured. Read once: the calling thread's namespace is the
    /// machine's. A setting that this kernel does not have needs no correction.
    static let corrections = Result {
        try NewNamespace.defaults.compactMap { setting throws -> KernelSetting.Write? in
            guard let value = try KernelSetting.readIfPresent(setting.name), value != setting.value else { return nil }
            return KernelSetting.Write(name: setting.name, value: setting.value)
        }
    }
}
