import Foundation
import Testing

@testable import Warren

@Suite struct SourceFilesTests {
    private let lab = Lab("lab", file: "written.swift", line: 1) {
        Host("host1", file: "written.swift", line: 2)
        Host("host2", file: "parts.swift", line: 3)
        Host("host3", file: "written.swift", line: 4)
    }

    private func read(_ files: SourceFiles?) throws -> [String] {
        let decoder = JSONDecoder()
        decoder.userInfo[.sourceFiles] = files
        let lab = try decoder.decode(Lab.self, from: JSONEncoder().encode(lab))
        return ([lab.source] + lab.base.map(\.source)).map(\.description)
    }

    @Test func `a file is called what the reader calls it, and others what was written down`() throws {
        #expect(try read(SourceFiles { $0 == "written.swift" ? "dir/typed.swift" : $0 }) == ["dir/typed.swift:1", "dir/typed.swift:2", "parts.swift:3", "dir/typed.swift:4"])
    }

    @Test(arguments: [nil, SourceFiles()])
    func `files that nobody renames keep their names`(files: SourceFiles?) throws {
        #expect(try read(files) == ["written.swift:1", "written.swift:2", "parts.swift:3", "written.swift:4"])
    }
}
