/// Who has which lab at the moment, and what has become of all.
actor CrowdRegister {
    private var owners: [String: Int] = [:]
    private(set) var right = 0
    private(set) var refused = 0
    private(set) var killed = 0
    private(set) var faults: [String] = []

    /// A worker was told that its lab is up.
    func take(_ name: String, _ worker: Int) {
        right += 1
        if let owner = owners[name] { faults.append("\(name) is up for worker \(worker) while worker \(owner) has it") }
        owners[name] = worker
    }

    /// Before it is ended: from now on others may have the name.
    func release(_ name: String, byKilling: Bool) {
        owners[name] = nil
        if byKilling { killed += 1 }
    }

    func refuse() { refused += 1 }
    func note(_ fault: String) { faults.append(fault) }
}
