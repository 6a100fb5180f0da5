import Foundation
import Testing

extension EndToEnd {
    @Suite("The article's lab holds")
    struct ArticleLabTests {
        static let stages = ["Environment", "Host routes", "IP tunnel", "vxlan", "vxlan by multicast", "vxlan with static entries"]

        @Test("every stage is told with its findings, and the summary counts them")
        func everyStage() throws {
            let outcome = try warren("test", Package.article)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.errors == "")
            #expect(outcome.lines.first?.hasPrefix("pods-across-hosts   5 nodes, 6 stages") == true)
            let told = outcome.lines.filter { $0.hasPrefix("  ") && $0.dropFirst(2).first?.isNumber == true }
            #expect(told.count == Self.stages.count)
            for (position, title) in Self.stages.enumerated() where position < told.count {
                #expect(told[position].hasPrefix("  \(position + 1) \(title)"))
            }
            let held = outcome.lines.count { $0.hasPrefix("    ✓ ") }
            #expect(!outcome.output.contains("✗"))
            #expect(outcome.lines.last?.hasPrefix("1 lab, 6 stages, \(held) expectations: \(held) held ") == true)
        }

        @Test("a directory stands for the labs in it, one after the other")
        func directory() throws {
            let folder = try LabFolder()
            _ = try folder.write(SmallLab.pair(name: "second"), as: "b.swift")
            _ = try folder.write(SmallLab.pair(name: "first"), as: "a.swift")
            _ = try folder.write("no lab at all", as: "notes.txt")
            let outcome = try warren("test", folder.path)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            let names = outcome.lines.compactMap { line in ["first", "second"].first { line.hasPrefix($0 + " ") } }
            #expect(names == ["first", "second"])
            #expect(outcome.lines.last?.hasPrefix("2 labs, 2 stages, 2 expectations: 2 held ") == true)
        }

        @Test("of several labs the gravest status is told, and the others run all the same")
        func severalLabs() throws {
            let folder = try LabFolder()
            let good = try folder.write(SmallLab.pair(), as: "good.swift")
            let failing = try folder.write(SmallLab.pair("Ping(from: red, to: \"10.9.0.2\").fails()"), as: "failing.swift")
            let wrong = try folder.write(SmallLab.pair("red { Address(\"10.9.0/24\", dev: \"eth0\") }"), as: "wrong.swift")
            let both = try warren("test", failing, good)
            #expect(both.status == 1)
            #expect(both.lines.last?.contains("2 labs, 2 stages, 2 expectations: 1 held, 1 failed") == true)
            let all = try warren("test", wrong, failing, good)
            #expect(all.status == 2)
            #expect(all.lines.last?.contains("3 labs, 2 stages, 2 expectations: 1 held, 1 failed, 1 not run") == true)
        }
    }
}
