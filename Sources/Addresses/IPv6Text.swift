/// The text form of IPv6 addresses: read as RFC 4291 allows, written as RFC 5952 recommends.
enum IPv6Text {
    static func parse(_ text: String) -> UInt128? {
        guard let gap = text.firstRange(of: "::") else {
            guard let groups = groups(text[...], last: true), groups.count == 8 else { return nil }
            return number(groups)
        }
        let before = text[..<gap.lowerBound], after = text[gap.upperBound...]
        guard !after.hasPrefix(":"),
            let head = before.isEmpty ? [] : groups(before, last: false),
            let tail = after.isEmpty ? [] : groups(after, last: true),
            head.count + tail.count <= 7
        else { return nil }
        return number(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    static func format(_ value: UInt128) -> String {
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: value >> UInt128((7 - $0) * 16)) }
        guard let gap = longestZeroRun(groups) else { return text(groups[...]) }
        return text(groups[..<gap.lowerBound]) + "::" + text(groups[gap.upperBound...])
    }

    /// The hexadecimal groups of a part without `::`; at the address's end the last may be an IPv4 address.
    private static func groups(_ text: Substring, last: Bool) -> [UInt16]? {
        var result: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            if last, part.contains("."), position == parts.count - 1, let v4 = IPAddress.parseDotted(part.utf8) {
                result += [UInt16(v4 >> 16), UInt16(v4 & 0xffff)]
            } else if (1...4).contains(part.utf8.count), !part.hasPrefix("+"), let group = UInt16(part, radix: 16) {
                result.append(group)
            } else {
                return nil
            }
        }
        return result.count <= 8 ? result : nil
    }

    private static func number(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    private static func text(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// The first longest run of at least two zero groups, which `::` stands for.
    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start: Int?
        for index in 0...groups.count {
            if index < groups.count, groups[index] == 0 {
                start = start ?? index
            } else if let from = start {
                if index - from >= 2, index - from > best?.count ?? 0 { best = from..<index }
                start = nil
            }
        }
        return best
    }
}
