/// What is written down of a running lab, for the verbs that come later: `/run/warren/NAME/lab.json`.
package struct LabRecord: Sendable, Hashable, Codable {
    /// The version of this form.
    package static let format: Int = 1

    package var format: Int = LabRecord.format
    /// What the lab runs as: its own name, or the one that `--name` gave.
    package var name: String
    /// The lab file, as it was given.
    package var file: String
    /// The stage's number, counted from 1, and its title.
    package var stage: Int
    package var stageTitle: String
    /// The keeper's process.
    package var process: Int32
    /// When the lab came up, in seconds since 1970.
    package var since: Int
    /// The keeper's descriptor for each node's namespace.
    package var nodes: [String: Int32]
    /// Tunnels that a relay stands in for, as `node:link`.
    package var relayedLinks: [String]
    /// What each of them was asked to be, which no kernel object says: a relay's device is a TUN device.
    package var relays: [String: Relay]?

    /// What Warren itself answers in each node, by `tcp 8080`: `echo`, `reply` or `http`.
    package var servers: [String: [String: String]]?

    /// The virtual machine that it runs in; `nil`: this machine.
    package var machine: Machine?

    package struct Machine: Sendable, Hashable, Codable {
        /// The kernel's release.
        package var kernel: String
        /// `KVM` or `TCG`.
        package var accelerator: String

        package init(kernel: String, accelerator: String) {
            self.kernel = kernel
            self.accelerator = accelerator
        }
    }

    /// An ipip tunnel of a relay's.
    package struct Relay: Sendable, Hashable, Codable {
        package var local: String?
        package var remote: String?
        /// `nil`: copied from the inner header.
        package var ttl: UInt8?
    }
}
