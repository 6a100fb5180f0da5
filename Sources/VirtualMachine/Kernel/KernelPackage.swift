/// A package of the distribution's, as `apt-cache show` describes it.
struct KernelPackage: Sendable, Hashable {
    var name: String
    var version: String
    /// In hexadecimal digits.
    var sha256: String
    /// In bytes.
    var size: Int
    /// The names of the packages that a kernel is in, among those that it depends on: images and modules.
    var parts: [String]

    /// - Parameter record: the first of `apt-cache show`, as lines of `Name: value`.
    init?(record: String) {
        var fields: [String: String] = [:]
        for line in record.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty, !fields.isEmpty { break }
            guard let colon = line.firstIndex(of: ":"), let first = line.first, first.isLetter else { continue }
            fields[String(line[..<colon])] = line[line.index(after: colon)...].trimmingPrefix { $0 == " " }.description
        }
        guard let name = fields["Package"], let version = fields["Version"], let sha256 = fields["SHA256"] else { return nil }
        self.name = name
        self.version = version
        self.sha256 = sha256
        size = fields["Size"].flatMap { Int($0) } ?? 0
        // "kmod, linux-base (>= 4.3~), linux-image-6.1.0-50-cloud-amd64 (= 6.1.190-1)"
        parts = (fields["Depends"] ?? "").split(separator: ",").compactMap { dependency in
            let word = dependency.split { $0 == " " || $0 == "|" }.first.map(String.init) ?? ""
            return word.hasPrefix("linux-image-") || word.hasPrefix("linux-modules-") ? word : nil
        }
    }
}
