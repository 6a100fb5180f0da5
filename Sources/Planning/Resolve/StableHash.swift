import Addresses

/// FNV-1a with 64 bits: a hash that is the same in every run, which Swift's own on purpose is not.
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash ^= UInt64(byte)
            hash = hash &* 0x0000_0100_0000_01b3
        }
        return hash
    }
}

extension MACAddress {
    /// The address of a link that the lab gives none: the same in every run, so that captures compare
    /// and a plan can name it before the link exists. Locally administered (the second bit of the first
    /// byte), as an address that no manufacturer gave must be.
    static func stable(node: String, link: String) -> MACAddress {
        // The upper bits of FNV-1a are the better mixed ones; folding keeps the lower ones' share.
        let hash = StableHash.of("\(node)/\(link)")
        return MACAddress(value: 0x02 << 40 | (hash ^ hash >> 40) & 0xff_ffff_ffff)
    }
}
