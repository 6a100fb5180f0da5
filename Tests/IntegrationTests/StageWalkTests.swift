import Foundation
import Testing

extension EndToEnd {
    @Suite("From each stage to each other", .serialized)
    struct StageWalkTests {
        /// Stages that are there, of which the kernel has every driver, with what `up` makes of each of them alone.
        private struct Alone {
            var stage: Int
            var dump: NetworkDump
        }

        @Test("the kernel is as if the stage had been built alone, and nothing is left to do", arguments: ScriptTests.labs)
        func everyPair(_ lab: String) throws {
            let folder = try LabFolder(), file = "\(Package.path)/labs/\(lab)"
            let stages = try alone(file, folder)
            guard let first = stages.first else { return }
            let name = try folder.up(file, stage: "\(first.stage)")
            for place in Self.walk(stages.count).dropFirst() {
                let there = stages[place]
                let applied = try warren("apply", file, "--stage", "\(there.stage)", "--name", name)
                try #require(applied.status == 0, "\(lab), stage \(there.stage): \(applied)")
                let plan = try warren("plan", file, "--name", name)
                #expect(plan.status == 0 && plan.output.hasSuffix(": nothing to do\n"), "\(lab), stage \(there.stage): \(plan)")
                let differences = try Self.dump(name).differences(from: there.dump)
                #expect(differences.isEmpty, "\(lab), to stage \(there.stage):\n\(differences.joined(separator: "\n"))")
            }
        }

        private func alone(_ file: String, _ folder: LabFolder) throws -> [Alone] {
            var stages: [Alone] = []
            for stage in 1... {
                let name = folder.name("alone")
                let up = try warren("up", file, "--stage", "\(stage)", "--name", name)
                if up.status == 64 { break }
                if up.status == 3, ScriptTests.lacksDriver.contains(where: up.errors.contains) {
                    print("skipped: \(file), stage \(stage): \(up.errors)")
                    continue
                }
                try #require(up.status == 0, "\(up)")
                stages.append(Alone(stage: stage, dump: try Self.dump(name)))
                try #require(try warren("down", name).status == 0)
            }
            return stages
        }

        /// Numbers below `count`, each of them once right after each other: 0 1 0 2 1 2 0.
        private static func walk(_ count: Int) -> [Int] {
            (0..<count).flatMap { one in (one + 1..<count).flatMap { [one, $0] } } + [0]
        }

        private static func dump(_ lab: String) throws -> NetworkDump {
            let nodes = try FileManager.default.contentsOfDirectory(atPath: "/run/netns").filter { $0.hasPrefix(lab + ".") }
                .map { $0.dropFirst(lab.count + 1) }.sorted()
            let outcome = try run("bash", "-c", "\(NetworkDump.command)\ndump \(lab) \(nodes.joined(separator: " "))")
            try #require(outcome.status == 0 && outcome.errors == "", "\(outcome)")
            return try NetworkDump(outcome.output)
        }
    }
}
