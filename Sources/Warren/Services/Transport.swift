/// What carries the bytes between a server and who asks it.
public enum Transport: String, Sendable, Hashable, Codable {
    /// A connection.
    case tcp
    /// Datagrams.
    case udp
}
