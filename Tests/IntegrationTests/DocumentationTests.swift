import Foundation
import Testing

extension EndToEnd {
    @Suite("The pages speak of the program that there is")
    struct DocumentationTests {
        private static let docs = Package.path + "/docs"

        private static func page(_ path: String) throws -> String {
            try String(contentsOfFile: path, encoding: .utf8)
        }

        /// The verbs that `warren --help` lists.
        private static func verbs() throws -> [String] {
            let lines = try warren("--help").lines.drop { !$0.hasPrefix("SUBCOMMANDS:") }.dropFirst()
            return lines.prefix { $0.hasPrefix("  ") }.filter { !$0.hasPrefix("   ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
                .filter { $0.first?.isLowercase == true }
        }

        @Test("each verb of --help has a page, and each of its options is on it")
        func verbs() throws {
            let verbs = try Self.verbs()
            #expect(verbs.count >= 15 && verbs.contains("test") && verbs.contains("doctor"))
            for verb in verbs {
                let page = try #require(try? Self.page("\(Self.docs)/verbs/\(verb).md"), "\(verb) has no page")
                #expect(page.hasPrefix("# \(verb)\n") || page.hasPrefix("# warren \(verb)\n"))
                #expect(page.contains("    $ warren \(verb)"), "\(verb): no example of its use")
                let help = try warren(verb, "--help").output
                let options = help.matches(of: /(?m)^  (-{1,2}[a-z-]+)(?:, (--[a-z-]+))?/).flatMap { [$0.1, $0.2].compactMap { $0 }.map(String.init) }
                #expect(options.contains("--help"))
                for option in options where !["--help", "-h", "--version"].contains(option) {
                    let isThere = page.contains("`\(option)`") || page.contains("`\(option) ")
                    #expect(isThere, "\(verb).md does not speak of \(option)")
                }
            }
            let pages = try FileManager.default.contentsOfDirectory(atPath: Self.docs + "/verbs").map { $0.replacing(".md", with: "") }
            #expect(Set(pages) == Set(verbs), "pages of verbs, and verbs")
        }

        /// The options that a page's table speaks of.
        @Test("no page speaks of an option that its verb does not have")
        func options() throws {
            for verb in try Self.verbs() {
                let help = try warren(verb, "--help").output
                let page = try Self.page("\(Self.docs)/verbs/\(verb).md")
                for option in page.matches(of: /(?m)^\| `(--?[a-z-]+)/).map({ String($0.1) }) {
                    #expect(help.contains(option), "\(verb).md: \(option)")
                }
            }
        }

        @Test("the index has every page, and every link leads somewhere")
        func links() throws {
            let index = try Self.page(Self.docs + "/README.md")
            let all = try #require(FileManager.default.enumerator(atPath: Self.docs)).compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }
            #expect(all.count > 25)
            for path in all where path != "README.md" { #expect(index.contains("](\(path))"), "docs/README.md does not lead to \(path)") }
            for path in all.map({ "\(Self.docs)/\($0)" }) + ["\(Package.path)/README.md"] {
                let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
                for link in try Self.page(path).matches(of: /\]\(([^)#]*)(#[^)]*)?\)/) where !link.1.isEmpty && !link.1.contains("://") {
                    let target = directory.appendingPathComponent(String(link.1)).standardizedFileURL.path
                    #expect(FileManager.default.fileExists(atPath: target), "\(path): \(link.1)")
                    guard let anchor = link.2, target.hasSuffix(".md") else { continue }
                    let headings = try Self.page(target).matches(of: /(?m)^#+ (.+)$/).map { heading in
                        "#" + heading.1.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }.replacing(" ", with: "-")
                    }
                    #expect(headings.contains(String(anchor)), "\(path): \(link.1)\(anchor)")
                }
            }
        }

        @Test("every exit status of the help is in the README and in running.md")
        func statuses() throws {
            let help = try warren("--help").output
            let readme = try Self.page(Package.path + "/README.md"), running = try Self.page(Self.docs + "/running.md")
            let part = try #require(help.split(separator: "Exit status:").last.map(String.init))
            let statuses = part.prefix { $0 != "." }.matches(of: /([0-9]+) [a-z]/).map { String($0.1) }
            #expect(statuses == ["0", "1", "2", "3", "64", "130", "143"])
            for status in statuses {
                #expect(running.contains("\n| \(status) | "))
                #expect(readme.contains("Exit status: \(status) ") || readme.contains("· \(status) ") || readme.contains("\n\(status) "), "\(status)")
            }
        }
    }
}
