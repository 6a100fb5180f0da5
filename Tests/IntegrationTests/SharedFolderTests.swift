import Foundation
import Testing

extension EndToEnd {
    @Suite("Labs that share a folder")
    struct SharedFolderTests {
        private let lab = """
            import Parts
            import Warren

            let desk = Host("desk", "10.1.0.10/24")
            Lab("office") {
                Floor(desk: desk, printer: parameter("printer", default: "10.1.0.20/24"))
            }

            """
        private let floor = """
            import Warren

            struct Floor: Component {
                let desk: Host, printer: String
                var body: [Element] {
                    Segment("floor") { desk; Host("printer", printer) }
                    Ping(from: desk, to: "10.1.0.20")
                }
            }

            """

        private func folder() throws -> LabFolder {
            let folder = try LabFolder()
            for directory in ["/labs", "/labs/Parts"] { try #require(mkdir(folder.path + directory, 0o755) == 0) }
            _ = try folder.write(lab, as: "labs/office.swift")
            _ = try folder.write(floor, as: "labs/Parts/Floor.swift")
            return folder
        }

        private func warren(_ words: String..., in folder: LabFolder) throws -> Program.Outcome {
            try WarrenProgram.start(words, behind: ["env", "-C", folder.path]).end()
        }

        @Test("a directory's labs are the files in it, and not those of the folder")
        func directory() throws {
            let outcome = try warren("test", "labs", in: folder())
            let held = outcome.output.contains("1 lab, 1 stage, 1 expectation: 1 held")
            #expect(outcome.status == 0 && held, "\(outcome)")
        }

        @Test("what cannot be is told at the folder's own line, in the words that were typed")
        func refused() throws {
            let outcome = try warren("explain", "labs/office.swift", "--set", "printer=10.1.1.20/24", in: folder())
            #expect(outcome.status == 2)
            let beginning = "labs/Parts/Floor.swift:6: error: 10.1.1.20/24 of printer"
            #expect(outcome.errorLines.first?.hasPrefix(beginning) == true, "\(outcome)")
        }

        @Test("the lab's parameters are listed, and a portable lab has all in it")
        func portable() throws {
            let folder = try folder()
            let help = try warren("explain", "labs/office.swift", "--help-lab", in: folder)
            #expect(help.status == 0 && help.output.contains("printer=10.1.0.20/24"), "\(help)")
            let fresh = try warren("explain", "labs/office.swift", in: folder)
            #expect(try warren("build", "labs/office.swift", in: folder).status == 0)
            try FileManager.default.removeItem(atPath: folder.path + "/labs")
            let built = try warren("explain", "office.lab", in: folder)
            #expect(built.status == 0 && built.output == fresh.output && !built.output.isEmpty, "\(built)")
        }
    }
}
