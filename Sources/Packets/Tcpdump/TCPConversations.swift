import Addresses

/// The first sequence numbers of TCP connections, from which tcpdump counts.
struct TCPConversations: Sendable {
    /// Both directions of a connection have one key: the end with the lower port is first.
    struct Key: Hashable {
        let first: IPAddress
        let firstPort: UInt16
        let second: IPAddress
        let secondPort: UInt16
    }

    struct Start {
        /// The first sequence number of the key's first end, and of its second.
        var first: UInt32
        var second: UInt32
    }

    /// What a segment's numbers are printed as.
    struct Numbers {
        var sequence: UInt32
        var acknowledgement: UInt32
        /// What selective acknowledgements are printed relative to.
        var acknowledgedStart: UInt32
    }

    private var starts: [Key: Start] = [:]

    /// The numbers of a segment that has ACK set; the first of a connection, and one with SYN, keep
    /// their own numbers, and the following are relative to it.
    mutating func relative(
        from source: IPAddress, port sourcePort: UInt16, to destination: IPAddress, port destinationPort: UInt16,
        sequence: UInt32, acknowledgement: UInt32, isSYN: Bool
    ) -> Numbers {
        let reversed = sourcePort > destinationPort || (sourcePort == destinationPort && source > destination)
        let key =
            reversed
            ? Key(first: destination, firstPort: destinationPort, second: source, secondPort: sourcePort)
            : Key(first: source, firstPort: sourcePort, second: destination, secondPort: destinationPort)
        if let start = starts[key], !isSYN {
            let (own, other) = reversed ? (start.second, start.first) : (start.first, start.second)
            return Numbers(
                sequence: sequence &- own, acknowledgement: acknowledgement &- other, acknowledgedStart: other)
        }
        let other = acknowledgement &- 1
        starts[key] =
            reversed ? Start(first: other, second: sequence) : Start(first: sequence, second: other)
        return Numbers(sequence: sequence, acknowledgement: acknowledgement, acknowledgedStart: other)
    }
}
