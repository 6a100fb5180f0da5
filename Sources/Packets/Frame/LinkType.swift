/// What the first bytes of a frame are: the link-layer header type of a capture.
///
/// The raw values are the LINKTYPE_ numbers that pcapng files carry
/// (draft-ietf-opsawg-pcaplinktype).
public enum LinkType: UInt16, Sendable, Hashable, CaseIterable {
    /// An Ethernet frame without its frame check sequence (LINKTYPE_ETHERNET).
    case ethernet = 1
    /// An IPv4 or IPv6 packet without anything before it, as a TUN device gives (LINKTYPE_RAW).
    case raw = 101
    /// Linux's "cooked" header of 16 bytes, as `tcpdump -i any` wrote before SLL2 (LINKTYPE_LINUX_SLL).
    case linuxSLL = 113
}
