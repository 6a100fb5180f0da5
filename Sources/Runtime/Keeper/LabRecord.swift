/// What is written down of a running lab, for the verbs that come later: `/run/warren/NAME/lab.json`.
public struct LabRecord: Sendable, Hashable, Codable {
    /// The version of this form.
    public static let format: Int = 1

    public var format: Int = LabRecord.format
    /// What the lab runs as: its own name, or the one that `--name` gave.
    public var name: String
    /// The lab file, as it was given.
    public var file: String
    /// The stage's number, counted from 1, and its title.
    public var stage: Int
    public var stageTitle: String
    /// The keeper's process.
    public var process: Int32
    /// When the lab came up, in seconds since 1970.
    public var since: Int
    /// The keeper's descriptor for each node's namespace.
    public var nodes: [String: Int32]
    /// Tunnels that a relay stands in for, as `node:link`.
    public var relayedLinks: [String]
    /// What each of them was asked to be, which no kernel object says: a relay's device is a TUN device.
    public var relays: [String: Relay]?

    /// What Warren itself answers in each node, by `tcp 8080`: `echo`, `reply` or `http`.
    public var servers: [String: [String: String]]?

    /// The virtual machine that it runs in; `nil`: this machine.
    public var machine: Machine?

    public struct Machine: Sendable, Hashable, Codable {
        /// The kernel's release.
        public var kernel: String
        /// `KVM` or `TCG`.
        public var accelerator: String

        public init(kernel: String, accelerator: String) {
            self.kernel = kernel
            self.accelerator = accelerator
        }
    }

    /// An ipip tunnel of a relay's.
    public struct Relay: Sendable, Hashable, Codable {
        public var local: String?
        public var remote: String?
        /// `nil`: copied from the inner header.
        public var ttl: UInt8?
    }
}
