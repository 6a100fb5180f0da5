/// What the guest says when it is ready.
struct GuestGreeting: Sendable, Hashable, Codable {
    /// The version of what is spoken between host and guest.
    static let format = 1

    var format = GuestGreeting.format
    /// What `uname -r` says there.
    var release: String
    /// How long the guest has been running, in nanoseconds.
    var uptime: Int64
}

/// What the host answers.
struct HostGreeting: Sendable, Hashable, Codable {
    /// The time, in nanoseconds since 1970.
    var time: Int64
    /// The bytes of the host's /etc/localtime, for times as the host tells them; `nil` where it has none.
    var localTime: [UInt8]?
}
