import Foundation
import Testing
import Warren

@testable import Loading
@testable import Planning

/// The labs of this package: a stage laid upon the base, which is resolved once, is the stage resolved from nothing.
@Suite("Stages laid upon their base")
struct LayeredLabTests {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/labs"

    @Test("are those that are resolved from nothing, in every lab")
    func labs() async throws {
        let place = try Workplace()
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.directory).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 10)
        for file in files.sorted() {
            let lab = try await place.loader().load("\(Self.directory)/\(file)")
            let plan = try Plan(lab)
            #expect(plan.stages.count == max(lab.stages.count, 1))
            for (position, stage) in plan.stages.enumerated() {
                var anew = Resolver(lab: lab, stage: lab.stages.isEmpty ? nil : lab.stages[position])
                anew.resolve()
                anew.prove()
                anew.dropWhatALinkThatIsDownLoses()
                #expect(stage.checks == anew.checks, "\(file), stage \(stage.number)")
                #expect(stage.state == anew.state, "\(file), stage \(stage.number)")
            }
        }
    }
}
