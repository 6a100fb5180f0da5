/// The 128-bit FNV-1a hash of some bytes.
///
/// It names cache entries and notices damaged ones. It need not withstand an adversary: nobody else can
/// write where the entries are, and an entry is believed only when all that it was made from compares
/// equal. So a dependency on a cryptographic hash would buy nothing.
package struct Fingerprint: Hashable {
    private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

    package init(_ bytes: [UInt8]...) {
        let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b
        for part in bytes {
            for byte in part { state = (state ^ UInt128(byte)) &* prime }
        }
    }

    /// 32 hexadecimal digits.
    package var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
