import Addresses

/// FNV-1a with 64 bits and a finisher: a hash that is the same in every run, which Swift's own on purpose is not.
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash ^= UInt64(byte)
            hash = hash &* 0x0000_0100_0000_01b3
        }
        // The last bytes of a text reach only the lower bits; the finisher of SplitMix64 spreads them.
        hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
        return hash ^ hash >> 31
    }
}

extension MACAddress {
    /// The address of a link that the lab gives none: the same in every run, so that captures compare
    /// and a plan can name it before the link exists. Locally administered (the second bit of the first
    /// byte), as an address that no manufacturer gave must be.
    static func stable(node: String, link: String) -> MACAddress {
        MACAddress(value: 0x02 << 40 | StableHash.of("\(node)/\(link)") & 0xff_ffff_ffff)
    }
}
