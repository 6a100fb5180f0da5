/// Makes frames of bytes that come in pieces.
struct FrameReader {
    /// What came is no frame.
    struct Nonsense: Error, CustomStringConvertible {
        var description: String
    }

    private var rest: [UInt8] = []

    /// Takes bytes in, and gives the frames that are whole by now.
    mutating func take(_ bytes: some Collection<UInt8>) throws(Nonsense) -> [Frame] {
        rest += bytes
        var frames: [Frame] = [], position = 0
        while rest.count - position >= Frame.headerLength {
            let length = Int(Frame.number(rest[position...]))
            guard length <= Frame.limit else { throw Nonsense(description: "a frame of \(length) bytes") }
            guard rest.count - position >= Frame.headerLength + length else { break }
            guard let kind = Frame.Kind(rawValue: rest[position + 8]) else {
                throw Nonsense(description: "a frame of the unknown kind \(rest[position + 8])")
            }
            let start = position + Frame.headerLength
            frames.append(
                Frame(stream: Frame.number(rest[(position + 4)...]), kind: kind, payload: Array(rest[start..<start + length])))
            position = start + length
        }
        rest.removeFirst(position)
        return frames
    }
}
