internal import Synchronization

/// What source files are called to the reader of a lab.
///
/// A lab is compiled under a fixed name, so that what was remembered of it serves from every directory. And a large lab has tens of
/// thousands of lines that name one file: they share its name, rather than have as many copies of it.
package final class SourceFiles: Sendable {
    /// By the name that was written down.
    private let names = Mutex<[String: String]>([:])
    private let rename: @Sendable (String) -> String

    /// - Parameter rename: from the path that was written down to the path that the user typed
    package init(rename: @escaping @Sendable (String) -> String = { $0 }) {
        self.rename = rename
    }

    /// What the file that was written down as `written` is called.
    func name(of written: String) -> String {
        names.withLock { names in
            if let known = names[written] { return known }
            let name = rename(written)
            names[written] = name
            return name
        }
    }
}

extension CodingUserInfoKey {
    /// A ``SourceFiles``. Without one, files are called what they were written down as.
    package static let sourceFiles = CodingUserInfoKey(rawValue: "warren.sourceFiles")!
}
