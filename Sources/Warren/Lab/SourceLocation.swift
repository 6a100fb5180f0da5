/// Where in a lab file an element was written.
///
/// Every element takes one, so that whatever goes wrong later, in planning or in the kernel, can name
/// the line that asked for it.
public struct SourceLocation: Sendable, Hashable, Codable {
    /// The file's path, as the compiler was given it.
    public var file: String
    /// The line, counted from 1.
    public var line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }
}

extension SourceLocation: CustomStringConvertible {
    public var description: String { "\(file):\(line)" }
}
