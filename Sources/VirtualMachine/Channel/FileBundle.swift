internal import FoundationEssentials
internal import Glibc

/// Files on their way from the guest: each a line of JSON and then its contents.
package struct FileBundle: Sendable {
    package struct File: Sendable, Hashable {
        /// Below the directory that was asked for: `stage-3/host1/routes.txt`.
        package var path: String
        package var contents: [UInt8]
    }

    package struct Nonsense: Error, CustomStringConvertible {
        package var description: String
    }

    private struct Header: Codable {
        var path: String
        /// In bytes.
        var size: Int
    }

    package var files: [File] = []

    /// Reads what ``bytes`` are in the guest. A path that leads elsewhere is nonsense, whoever wrote it.
    package init(_ bytes: [UInt8]) throws(Nonsense) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: 0x0a), let header = try? JSONDecoder().decode(Header.self, from: Data(rest[..<end])) else {
                throw Nonsense(description: "what the guest sent are no files")
            }
            let start = end + 1
            guard header.size >= 0, header.size <= rest.endIndex - start else { throw Nonsense(description: "\(header.path) is cut off") }
            let parts = header.path.split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains(0) }) else {
                throw Nonsense(description: "the guest sent a file named \(header.path)")
            }
            files.append(File(path: header.path, contents: Array(rest[start..<start + header.size])))
            rest = rest[(start + header.size)...]
        }
    }

    package init(_ files: [File]) { self.files = files }

    /// The files below a directory; none if there is no such directory.
    package init(directory: String) {
        let paths = ((try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []).sorted()
        files = paths.compactMap { path in
            var status = stat()
            guard lstat("\(directory)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            return (try? Data(contentsOf: URL(filePath: "\(directory)/\(path)"))).map { File(path: path, contents: Array($0)) }
        }
    }

    package var bytes: [UInt8] {
        files.flatMap { file in
            let header = (try? JSONEncoder().encode(Header(path: file.path, size: file.contents.count))) ?? Data()
            return Array(header) + [0x0a] + file.contents
        }
    }
}
