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

        @Test("the kernel is as if the stage had been built alone, and nothing is left to do")
        func everyPair() { forEveryLab(Self.everyPair(of:)) }

        private static func everyPair(of lab: String) throws {
            let folder = try LabFolder(), file = "\(Package.path)/labs/\(lab)"
            let word = String(lab.dropLast(".swift".count)), stages = try alone(file, folder, word)
            guard let first = stages.first else { return }
            let name = try folder.up(file, stage: "\(first.stage)", as: word)
            for place in walk(stages.count).dropFirst() {
                let there = stages[place]
                let applied = try warren("apply", file, "--stage", "\(there.stage)", "--name", name)
                if applied.status != 0 { throw LabProblem("to stage \(there.stage): \(applied)") }
                let plan = try warren("plan", file, "--name", name)
                if plan.status != 0 || !plan.output.hasSuffix(": nothing to do\n") { throw LabProblem("at stage \(there.stage): \(plan)") }
                let differences = try dump(name).differences(from: there.dump)
                if !differences.isEmpty { throw LabProblem("to stage \(there.stage):\n\(differences.joined(separator: "\n"))") }
            }
        }

        private static func alone(_ file: String, _ folder: LabFolder, _ word: String) throws -> [Alone] {
            var stages: [Alone] = []
            for stage in 1... {
                let name = folder.name("alone-\(word)")
                let up = try warren("up", file, "--stage", "\(stage)", "--name", name)
                if up.status == 64 { break }
                if up.status == 3, ScriptTests.lacksDriver.contains(where: up.errors.contains) {
                    print("skipped: \(file), stage \(stage): \(up.errors)")
                    continue
                }
                if up.status != 0 { throw LabProblem("up at stage \(stage): \(up)") }
                stages.append(Alone(stage: stage, dump: try dump(name)))
                let down = try warren("down", name)
                if down.status != 0 { throw LabProblem("down at stage \(stage): \(down)") }
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
            if outcome.status != 0 || outcome.errors != "" { throw LabProblem("\(outcome)") }
            return try NetworkDump(outcome.output)
        }
    }
}
