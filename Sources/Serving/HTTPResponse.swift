/// What an HTTP server answered: read from all the bytes of a connection so far.
public struct HTTPResponse: Sendable, Equatable {
    /// 200 to 599.
    public var status: Int
    public var body: [UInt8]
    /// The body, read as UTF-8.
    public var text: String { String(decoding: body, as: UTF8.self) }

    package enum Reading: Equatable {
        case whole(HTTPResponse)
        /// More must come.
        case partial
        /// No HTTP.
        case nonsense
    }

    /// - Parameter isEnd: whether nothing more will come, which ends a body whose length nobody has told
    package static func read(_ bytes: [UInt8], isEnd: Bool) -> Reading {
        guard let head = endOfHead(bytes) else {
            if isEnd || bytes.count > 64 << 10 { return .nonsense }
            return bytes.starts(with: Array("HTTP/".utf8).prefix(bytes.count)) ? .partial : .nonsense
        }
        let lines = String(decoding: bytes[..<head], as: UTF8.self).split(whereSeparator: \.isNewline)
        let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]), (100...599).contains(status) else { return .nonsense }
        let rest = bytes[head...]
        // What comes before the answer proper (100, 103) is passed over.
        if status < 200 { return read(Array(rest), isEnd: isEnd) }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return .nonsense }
            fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }.lowercased()
        }
        if status == 204 || status == 304 { return .whole(.init(status: status, body: [])) }
        if fields["transfer-encoding"]?.hasSuffix("chunked") == true { return chunked(rest, status, isEnd: isEnd) }
        if let text = fields["content-length"] {
            guard let length = Int(text), length >= 0 else { return .nonsense }
            if rest.count >= length { return .whole(.init(status: status, body: Array(rest.prefix(length)))) }
            return isEnd ? .nonsense : .partial
        }
        return isEnd ? .whole(.init(status: status, body: Array(rest))) : .partial
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let end: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
        guard bytes.count >= 4 else { return nil }
        return bytes.indices.dropLast(3).first { bytes[$0] == 0x0d && bytes[$0..<($0 + 4)].elementsEqual(end) }.map { $0 + 4 }
    }

    /// A body in pieces, each with its length in hexadecimal before it (RFC 9112, section 7.1).
    private static func chunked(_ bytes: ArraySlice<UInt8>, _ status: Int, isEnd: Bool) -> Reading {
        var body: [UInt8] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0a) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            guard let length = Int(line.prefix(while: \.isHexDigit), radix: 16), length >= 0 else { return .nonsense }
            rest = rest[(end + 1)...]
            if length == 0 { return .whole(.init(status: status, body: body)) }
            guard rest.count >= length + 2 else { break }
            body += rest.prefix(length)
            rest = rest.dropFirst(length + 2)
        }
        return isEnd ? .nonsense : .partial
    }
}
