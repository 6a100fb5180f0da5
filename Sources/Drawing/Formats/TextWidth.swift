/// How much room text takes, in columns of a terminal and in pixels of a picture.
///
/// A picture does not know the fonts of whoever looks at it, and carries none. So widths are those of DejaVu
/// Sans, which is wider than Arial, Helvetica, Segoe and San Francisco: in another font a label is a little
/// smaller than its room, never larger.
enum TextWidth {
    /// In columns: East Asian wide characters and emoji take two.
    static func columns(_ text: String) -> Int {
        text.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    /// In pixels, of a monospaced font.
    static func mono(_ text: String, size: Double) -> Double {
        Double(columns(text)) * size * 0.602
    }

    /// In pixels, of a proportional font.
    static func sans(_ text: String, size: Double, isBold: Bool = false) -> Double {
        let ems = text.reduce(0.0) { $0 + em($1) }
        return ems * size * (isBold ? 1.12 : 1)
    }

    /// Breaks text between words into lines for which `fits` holds. A word that alone does not fit is broken too.
    static func lines(_ text: String, fits: (String) -> Bool) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : "\(line) \(word)"
            if fits(longer) {
                line = longer
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            for character in word {
                if !line.isEmpty, !fits(line + String(character)) {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func em(_ character: Character) -> Double {
        if isWide(character) { return 1.05 }
        switch character {
        case "i", "j", "l", "'", "|", ".", ",", ":", ";", "!", "·": return 0.36
        case " ", "f", "r", "t", "(", ")", "[", "]", "/", "-": return 0.42
        case "m", "w", "M", "W", "@", "%": return 0.96
        case "A"..."Z", "+", "=", "<", ">", "~", "#", "&": return 0.74
        default: return 0.62
        }
    }

    private static func isWide(_ character: Character) -> Bool {
        guard let first = character.unicodeScalars.first else { return false }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return true
        default:
            return false
        }
    }
}
