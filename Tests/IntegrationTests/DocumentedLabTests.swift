import Foundation
import Testing

extension EndToEnd {
    @Suite("The labs in the documentation hold", .serialized)
    struct DocumentedLabTests {
        /// Every block of Swift that begins with its imports and is a whole lab.
        static func labs(of page: String) throws -> [String] {
            let text = try String(contentsOfFile: "\(Package.path)/docs/\(page)", encoding: .utf8)
            return text.components(separatedBy: "```swift\n").dropFirst()
                .compactMap { $0.components(separatedBy: "```").first }
                .filter { $0.hasPrefix("import ") && $0.contains("\nLab(") }
        }

        @Test("each is understood, and proves what it declares", arguments: [("getting-started.md", 2), ("writing-a-component.md", 4)])
        func labs(_ page: String, _ count: Int) throws {
            let labs = try Self.labs(of: page), folder = try LabFolder()
            #expect(labs.count == count, "\(page)")
            for lab in labs {
                let outcome = try warren("test", folder.write(lab))
                #expect(outcome.status == 0, "\(page): \(outcome.output)\(outcome.errors)")
            }
        }

        @Test("what a wrong address gets is what getting-started.md says")
        func wrongAddress() throws {
            let folder = try LabFolder()
            let lab = try #require(Self.labs(of: "getting-started.md").first)
            let file = try folder.write(lab.replacingOccurrences(of: "10.1.0.20/24", with: "10.1.1.20/24"))
            let outcome = try warren("test", file)
            let page = try String(contentsOfFile: "\(Package.path)/docs/getting-started.md", encoding: .utf8)
            let line = try #require(outcome.errorLines.first).replacingOccurrences(of: file, with: "office.swift")
            #expect(outcome.status == 2 && page.contains("    \(line)\n"), "\(line)")
        }

        @Test("pages link to pages that are there")
        func links() throws {
            let root = URL(fileURLWithPath: Package.path)
            let pages = (FileManager.default.enumerator(atPath: Package.path + "/docs")?.allObjects as? [String] ?? [])
                .filter { $0.hasSuffix(".md") }.map { "docs/" + $0 } + ["README.md"]
            #expect(pages.count > 10)
            for page in pages {
                let text = try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
                let folder = root.appendingPathComponent(page).deletingLastPathComponent()
                for match in text.matches(of: /\]\(([^)#\s]+)/) where !match.1.contains("://") {
                    let target = folder.appendingPathComponent(String(match.1)).path
                    #expect(FileManager.default.fileExists(atPath: target), "\(page): \(match.1)")
                }
            }
        }
    }
}
