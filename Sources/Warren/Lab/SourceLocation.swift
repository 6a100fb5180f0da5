/// Where in a lab file an element was written.
///
/// Every element takes one, so that whatever goes wrong later, in planning or in the kernel, can name
/// the line that asked for it.
public struct SourceLocation: Sendable, Hashable, Codable {
    /// The file's path, as the compiler was given it.
    public var file: String
    /// The line, counted from 1.
    public var line: Int

    /// The line of this number, counted from 1, in the file of this path.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let file = try container.decode(String.self, forKey: .file)
        let files = decoder.userInfo[.sourceFiles] as? SourceFiles
        self.file = files?.name(of: file) ?? file
        self.line = try container.decode(Int.self, forKey: .line)
    }
}

extension SourceLocation: CustomStringConvertible {
    public var description: String { "\(file):\(line)" }
}
