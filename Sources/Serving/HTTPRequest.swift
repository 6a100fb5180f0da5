/// The head of an HTTP request, as far as a server of fixed pages needs it.
struct HTTPRequest: Equatable {
    var method: String
    /// The path without its query.
    var path: String
    var keepsAlive: Bool
    var bodyLength: Int
    var isChunked: Bool

    /// `nil` for what is no request of HTTP/1: RFC 9112 wants such refused rather than guessed at.
    init?(_ head: ArraySlice<UInt8>) {
        var lines = head.split(separator: 0x0a, omittingEmptySubsequences: false).map { $0.last == 0x0d ? $0.dropLast() : $0 }
        while lines.last?.isEmpty == true { lines.removeLast() }
        guard let first = lines.first else { return nil }
        let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(Self.isTokenByte),
            words[1].allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let path = Self.path(words[1])
        else { return nil }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { return nil }

        var fields: [String: [String]] = [:]
        for line in lines.dropFirst() {
            // A name, and no blank between it and its colon: what differs is read differently by others.
            guard let colon = line.firstIndex(of: 0x3a), colon != line.startIndex, line[..<colon].allSatisfy(Self.isTokenByte),
                line[colon...].allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 })
            else { return nil }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            fields[name, default: []].append(Self.trim(line[(colon + 1)...]))
        }
        if version == "HTTP/1.1", fields["host"]?.count != 1 { return nil }
        let lengths = Set(fields["content-length"] ?? [])
        guard lengths.count <= 1 else { return nil }
        var length = 0
        if let text = lengths.first {
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else { return nil }
            length = number
        }
        let options = (fields["connection"] ?? []).flatMap { $0.lowercased().split(separator: ",") }.map { Self.trim(Array($0.utf8)[...]) }
        method = String(decoding: words[0], as: UTF8.self)
        self.path = path
        keepsAlive = version == "HTTP/1.1" ? !options.contains("close") : options.contains("keep-alive")
        bodyLength = length
        isChunked = fields["transfer-encoding"] != nil
    }

    /// Of `/path?query`, of `http://host/path`, or of `*`.
    private static func path(_ target: ArraySlice<UInt8>) -> String? {
        var text = String(decoding: target, as: UTF8.self)[...]
        if text.hasPrefix("http://") {
            text = text.dropFirst(7)
            text = text[(text.firstIndex { $0 == "/" || $0 == "?" } ?? text.endIndex)...]
            if !text.hasPrefix("/") { text = "/" + text }
        }
        guard text.hasPrefix("/") || text == "*" else { return nil }
        return String(text.prefix { $0 != "?" })
    }

    /// tchar of RFC 9110.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func trim(_ bytes: ArraySlice<UInt8>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let text = bytes.drop(while: isBlank)
        return String(decoding: text.prefix((text.lastIndex { !isBlank($0) } ?? text.startIndex - 1) - text.startIndex + 1), as: UTF8.self)
    }
}
