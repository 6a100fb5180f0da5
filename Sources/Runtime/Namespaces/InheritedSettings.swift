import Planning

/// What a new namespace takes over from the machine's first one, and what must be done about it.
enum InheritedSettings {
    /// What must be written into a new namespace so that it is as a kernel without any configuration makes
    /// it; empty on a machine that has nothing configured. Read once: the calling thread's namespace is the
    /// machine's.
    static let corrections: [Sysctl.Write] = NewNamespace.defaults.compactMap { setting in
        guard let value = try? Sysctl.read(setting.name), value != setting.value else { return nil }
        return Sysctl.Write(name: setting.name, value: setting.value)
    }
}
