/// Writes pcapng files (draft-ietf-opsawg-pcapng), which Wireshark and tcpdump read.
///
/// The blocks gather in ``bytes``; take them away as often as you like and write them to the file,
/// in order. Numbers are in little-endian order, times in nanoseconds.
///
///     var file = PcapNGWriter(application: "warren")
///     let eth0 = file.add(PcapNGInterface(name: "host2:eth0", linkType: .ethernet))
///     file.add(frame, on: eth0)
///     let bytes = file.takeBytes()
package struct PcapNGWriter: Sendable {
    /// The number of a link in the file, which ``add(_:)`` gave.
    package struct InterfaceID: Sendable, Hashable {
        let number: UInt32
    }

    /// What was written since the start or the last ``takeBytes()``.
    package private(set) var bytes: [UInt8] = []
    private var interfaceCount: UInt32 = 0

    /// Begins a file with its section header.
    package init(hardware: String? = nil, operatingSystem: String? = nil, application: String? = nil) {
        var body: [UInt8] = []
        body.append(little: PcapNGFormat.byteOrderMagic)
        body.append(little: UInt16(1))  // version 1.0
        body.append(little: UInt16(0))
        body.append(little: UInt64.max)  // section length: not given
        appendOptions(
            to: &body,
            [
                (PcapNGFormat.Option.hardware, hardware.map(Self.text)),
                (PcapNGFormat.Option.operatingSystem, operatingSystem.map(Self.text)),
                (PcapNGFormat.Option.application, application.map(Self.text)),
            ])
        append(block: PcapNGFormat.Block.sectionHeader, body)
    }

    /// Describes a link. Must come before its frames.
    package mutating func add(_ interface: PcapNGInterface) -> InterfaceID {
        var body: [UInt8] = []
        body.append(little: interface.linkTypeNumber)
        body.append(little: UInt16(0))  // reserved
        body.append(little: interface.snapLength)
        appendOptions(
            to: &body,
            [
                (PcapNGFormat.Option.interfaceName, interface.name.map(Self.text)),
                (PcapNGFormat.Option.interfaceDescription, interface.description.map(Self.text)),
                (PcapNGFormat.Option.timestampResolution, [9]),  // 10^-9 s
            ])
        append(block: PcapNGFormat.Block.interfaceDescription, body)
        interfaceCount += 1
        return InterfaceID(number: interfaceCount - 1)
    }

    /// Writes a frame, with a remark that Wireshark shows as its "packet comment".
    package mutating func add(_ frame: Frame, on interface: InterfaceID, comment: String? = nil) {
        precondition(interface.number < interfaceCount, "the link is not of this file")
        var body: [UInt8] = []
        body.append(little: interface.number)
        body.append(little: UInt32(truncatingIfNeeded: frame.timestamp >> 32))
        body.append(little: UInt32(truncatingIfNeeded: frame.timestamp))
        body.append(little: UInt32(clamping: frame.bytes.count))
        body.append(little: UInt32(clamping: frame.originalLength))
        body += frame.bytes
        body.padToWord()
        appendOptions(to: &body, [(PcapNGFormat.Option.comment, comment.map(Self.text))])
        append(block: PcapNGFormat.Block.enhancedPacket, body)
    }

    /// Gives ``bytes`` away and begins anew after them.
    package mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private mutating func append(block type: UInt32, _ body: [UInt8]) {
        let length = UInt32(body.count + 12)
        bytes.append(little: type)
        bytes.append(little: length)
        bytes += body
        bytes.append(little: length)
    }

    private func appendOptions(to body: inout [UInt8], _ options: [(code: UInt16, value: [UInt8]?)]) {
        let given = options.filter { $0.value != nil }
        guard !given.isEmpty else { return }
        for (code, value) in given {
            // An option's length has 16 bits.
            let value = (value ?? []).prefix(65_532)
            body.append(little: code)
            body.append(little: UInt16(value.count))
            body += value
            body.padToWord()
        }
        body.append(little: PcapNGFormat.Option.end)
        body.append(little: UInt16(0))
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}

extension [UInt8] {
    fileprivate mutating func append(little number: some FixedWidthInteger) {
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    fileprivate mutating func padToWord() {
        while count % 4 != 0 { append(0) }
    }
}
