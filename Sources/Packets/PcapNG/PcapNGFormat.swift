/// The numbers of the pcapng format (draft-ietf-opsawg-pcapng).
enum PcapNGFormat {
    static let byteOrderMagic: UInt32 = 0x1A2B_3C4D

    enum Block {
        static let interfaceDescription: UInt32 = 1
        static let enhancedPacket: UInt32 = 6
        /// The same in both byte orders, so that it can be read before the order is known.
        static let sectionHeader: UInt32 = 0x0A0D_0D0A
    }

    enum Option {
        static let end: UInt16 = 0
        static let comment: UInt16 = 1
        static let hardware: UInt16 = 2
        static let operatingSystem: UInt16 = 3
        static let application: UInt16 = 4
        static let interfaceName: UInt16 = 2
        static let interfaceDescription: UInt16 = 3
        static let timestampResolution: UInt16 = 9
    }
}
