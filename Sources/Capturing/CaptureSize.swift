/// How much of each packet a tap keeps, and how much room the kernel has for packets that nobody has taken yet.
///
/// In libpcap's immediate mode (TPACKET_V2) the kernel's buffer has places of one size, each for a whole packet of
/// ``snapLength``, so that a packet of 60 bytes takes as much room as the longest. With libpcap's usual 262,144 bytes
/// a buffer of 4 MB has sixteen places: a flood overruns it within a millisecond.
struct CaptureSize: Sendable, Hashable {
    /// In bytes.
    let snapLength: Int32
    /// In bytes, for each link.
    let bufferSize: Int32

    /// What is judged and printed is in the headers, which are never so long: Ethernet, IPv6 with vxlan, Ethernet,
    /// IPv6 and TCP with all its options are less than 250 bytes, and an ICMP error quotes headers again.
    /// 14,000 places; a veth at its full rate passes some 40,000 packets of 64 KB a second.
    static let headers = CaptureSize(snapLength: 512, bufferSize: 8 << 20)

    /// The longest IP packet, as segmentation offload has them on a veth, with room for link headers. A place takes
    /// 128 KB, because the kernel begins none in the middle of a block.
    ///
    /// - Parameter links: how many taps there are
    static func whole(links: Int) -> CaptureSize { CaptureSize(snapLength: 65_535 + 64, bufferSize: share(of: links, most: 32 << 20)) }

    /// What is printed of a packet is in less than this, its neighbours' and groups' lists included. Two places to
    /// a page.
    ///
    /// - Parameter links: how many taps there are
    static func lines(links: Int) -> CaptureSize { CaptureSize(snapLength: 1900, bufferSize: share(of: links, most: 16 << 20)) }

    /// A lab of hundreds of links must not take all of the machine's memory.
    private static func share(of links: Int, most: Int) -> Int32 { Int32(min(max((256 << 20) / max(links, 1), 4 << 20), most)) }
}
