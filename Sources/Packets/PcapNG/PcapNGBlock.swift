/// One block of a pcapng file, its lengths checked.
struct PcapNGBlock {
    enum ByteOrder {
        case big, little
    }

    let type: UInt32
    let order: ByteOrder
    /// The whole block in bytes.
    let length: Int
    private let offset: Int
    private let body: ArraySlice<UInt8>

    /// - Parameter order: the order of the section so far; `nil` at the file's start, where a section
    ///   header must stand.
    init(_ file: [UInt8], at offset: Int, order sectionOrder: ByteOrder?) throws(PcapNGError) {
        func fault(_ reason: PcapNGError.Reason) -> PcapNGError { PcapNGError(reason: reason, offset: offset) }
        let rest = file[offset...]
        guard rest.count >= 12 else { throw fault(sectionOrder == nil ? .notPcapNG : .truncated) }
        // The type of a section header reads the same in both orders.
        let isSection = Self.number(rest.prefix(4), .big) == PcapNGFormat.Block.sectionHeader
        if isSection {
            let magic = rest.dropFirst(8).prefix(4)
            if Self.number(magic, .little) == PcapNGFormat.byteOrderMagic {
                order = .little
            } else if Self.number(magic, .big) == PcapNGFormat.byteOrderMagic {
                order = .big
            } else {
                throw fault(.notPcapNG)
            }
        } else {
            guard let sectionOrder else { throw fault(.notPcapNG) }
            order = sectionOrder
        }
        type = Self.number(rest.prefix(4), order)
        let claimed = Self.number(rest.dropFirst(4).prefix(4), order)
        guard claimed >= (isSection ? 28 : 12), claimed % 4 == 0 else { throw fault(.badBlockLength(claimed)) }
        guard claimed <= rest.count else { throw fault(.truncated) }
        length = Int(claimed)
        self.offset = offset
        let block = rest.prefix(length)
        guard Self.number(block.suffix(4), order) == claimed else { throw fault(.badBlockLength(claimed)) }
        body = block.dropFirst(8).dropLast(4)
    }

    func error(_ reason: PcapNGError.Reason) -> PcapNGError { PcapNGError(reason: reason, offset: offset) }

    /// Bytes of the body; `nil` if it does not have them.
    func bytes(_ count: Int, at start: Int) -> ArraySlice<UInt8>? {
        guard start <= body.count, count <= body.count - start else { return nil }
        return body.dropFirst(start).prefix(count)
    }

    func u16(_ start: Int) throws(PcapNGError) -> UInt16 {
        UInt16(truncatingIfNeeded: try number(2, start))
    }

    func u32(_ start: Int) throws(PcapNGError) -> UInt32 {
        try number(4, start)
    }

    private func number(_ count: Int, _ start: Int) throws(PcapNGError) -> UInt32 {
        guard let bytes = bytes(count, at: start) else { throw error(.badBlockLength(UInt32(length))) }
        return Self.number(bytes, order)
    }

    private static func number(_ bytes: ArraySlice<UInt8>, _ order: ByteOrder) -> UInt32 {
        order == .big
            ? bytes.reduce(0) { $0 << 8 | UInt32($1) }
            : bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The options from `start` to the end of the body.
    func options(at start: Int) throws(PcapNGError) -> PcapNGOptions {
        var options = PcapNGOptions()
        var position = start
        while position + 4 <= body.count {
            let code = try u16(position)
            if code == PcapNGFormat.Option.end { break }
            let count = Int(try u16(position + 2))
            guard let value = bytes(count, at: position + 4) else { throw error(.badOption(code)) }
            options.append(code, value)
            position += 4 + (count + 3) / 4 * 4
        }
        return options
    }
}

/// The options of a block, in order.
struct PcapNGOptions {
    private var options: [(code: UInt16, value: ArraySlice<UInt8>)] = []

    mutating func append(_ code: UInt16, _ value: ArraySlice<UInt8>) {
        options.append((code, value))
    }

    func first(_ code: UInt16) -> ArraySlice<UInt8>? {
        options.first { $0.code == code }?.value
    }

    /// A text option; bytes that are no UTF-8 are replaced.
    func text(_ code: UInt16) -> String? {
        first(code).map { String(decoding: $0, as: UTF8.self) }
    }
}
