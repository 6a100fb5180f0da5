/// Why bytes are not a pcapng file that can be read.
package struct PcapNGError: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// The bytes end within a block.
        case truncated
        /// The file does not begin with a section header, or its byte-order mark is neither order's.
        case notPcapNG
        /// A major version other than 1.
        case unsupportedVersion(UInt16)
        /// A block's length is below its minimum, not a multiple of four, or unlike its copy at the end.
        case badBlockLength(UInt32)
        /// A packet of a link that no block describes.
        case unknownInterface(UInt32)
        /// A packet claims more bytes than its block has.
        case badPacketLength(UInt32)
        /// An option reaches beyond its block.
        case badOption(UInt16)
    }

    package var reason: Reason
    /// Where the block begins, in bytes from the file's start.
    package var offset: Int
}

extension PcapNGError: CustomStringConvertible {
    package var description: String {
        let what =
            switch reason {
            case .truncated: "the file ends within a block"
            case .notPcapNG: "not a pcapng section header"
            case .unsupportedVersion(let version): "pcapng version \(version) is not known"
            case .badBlockLength(let length): "a block cannot be \(length) bytes long"
            case .unknownInterface(let number): "a packet of link \(number), which is not described"
            case .badPacketLength(let length): "a packet of \(length) bytes does not fit its block"
            case .badOption(let code): "option \(code) does not fit its block"
            }
        return "at byte \(offset): \(what)"
    }
}
