import Foundation
import Testing

extension EndToEnd {
    @Suite("The vocabulary's documentation", .serialized)
    struct VocabularyDocumentationTests {
        /// What the compiler knows of the module, as packaging/docs.sh leaves it.
        private struct SymbolGraph: Decodable {
            struct Symbol: Decodable {
                struct Identifier: Decodable { var precise: String }
                struct Comment: Decodable {}
                struct Location: Decodable {
                    struct Position: Decodable { var line: Int }
                    var uri: String
                    var position: Position
                }

                var identifier: Identifier
                var pathComponents: [String]
                var docComment: Comment?
                /// Those that the compiler has made have none.
                var location: Location?
            }

            var symbols: [Symbol]
        }

        @Test("DocC makes it without a warning, and every public symbol has words of its own")
        func documentation() throws {
            // No lab is built, so no other tests need to be waited for.
            let folder = try LabFolder(), program = try #require(WarrenProgram.path)
            let products = URL(fileURLWithPath: program).deletingLastPathComponent().path
            let made = try Program([Package.path + "/packaging/docs.sh", products, folder.path + "/documentation"]).end(within: 300)
            #expect(made.status == 0 && made.errors == "", "\(made.output)\(made.errors)")
            for page in ["", "/lab", "/probes", "/segment"] {
                #expect(FileManager.default.fileExists(atPath: "\(folder.path)/documentation/documentation/warren\(page)/index.html"), "\(page)")
            }

            let graph = try JSONDecoder().decode(
                SymbolGraph.self, from: Data(contentsOf: URL(fileURLWithPath: products + "/documentation.symbols/Warren.symbols.json")))
            #expect(graph.symbols.count > 500)
            for symbol in graph.symbols where symbol.docComment == nil && !symbol.identifier.precise.contains("::SYNTH") {
                guard let location = symbol.location else { continue }
                let file = URL(string: location.uri)?.lastPathComponent ?? location.uri
                Issue.record("\(file):\(location.position.line + 1): \(symbol.pathComponents.joined(separator: ".")) has no words")
            }
        }
    }
}
