import Foundation
import Loading
import Planning
import Warren

/// Labs that nobody wrote, and what must be true of those that planning lets through.
enum LabFuzzing {
    static func load(_ bytes: [UInt8]) {
        guard let labs = try? LabLoader.labs(inDocument: bytes) else { return }
        for lab in labs { plan(lab) }
    }

    /// A lab of the corpus, changed.
    static func mutate(_ bytes: [UInt8]) {
        guard let first = bytes.first, !samples.isEmpty,
            let document = try? JSONSerialization.jsonObject(with: samples[Int(first) % samples.count])
        else { return }
        var mutation = LabMutation(decisions: Array(bytes.dropFirst().prefix(64)))
        let changed = mutation.apply(to: document)
        guard let data = try? JSONSerialization.data(withJSONObject: changed) else { return }
        load(Array(data))
    }

    /// One text in every place where a lab has one that becomes a name.
    static func name(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        plan(Lab(text) { Namespace(text) })
        let node = Namespace("n")
        plan(Lab("lab") { node; Stage(text) { node { Bridge(text); Address("10.0.0.1/24", dev: text) } } })
        plan(Lab("lab") { node; node { Sysctl(text, 1) } })
        plan(Lab("lab") { node; node { Sysctl("net." + text, text) } })
        plan(Lab("lab") { node; node { Bridge("b"); Address(text, dev: "b"); Route(text, via: "10.0.0.1"); Neighbour("10.0.0.1", mac: text, dev: "b") } })
        plan(Lab("lab") { node; Run(on: node, text) })
    }

    /// Portable labs to begin with: those in the directory that WARREN_FUZZ_LABS names, or the corpus in the source.
    private static let samples: [Data] = {
        let place = ProcessInfo.processInfo.environment["WARREN_FUZZ_LABS"] ?? corpus
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).filter { $0.hasSuffix(".lab") }.sorted()
        return names.compactMap { FileManager.default.contents(atPath: "\(place)/\($0)") }
    }()

    private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/Tests/Corpus/document"

    private static func plan(_ lab: Lab) {
        guard let plan = try? Plan(lab) else { return }
        requirePlain(plan.name, "the lab's name")
        var former: StagePlan?
        for stage in plan.stages {
            for node in stage.state.nodes { requirePlain(node.name, "a node's name") }
            for step in plan.steps(from: former, to: stage) { check(step) }
            _ = Script(plan, stage: stage, file: "fuzz.lab").text
            former = stage
        }
    }

    /// Names become parts of paths: of /run/warren, /run/netns and /proc/sys.
    private static func check(_ step: Step) {
        _ = step.command
        switch step.operation {
        case .setSysctl(let name, _), .restoreSysctl(let name):
            let parts = SysctlName.path(name).split(separator: "/", omittingEmptySubsequences: false)
            precondition(parts.first == "net" && !parts.contains("..") && !parts.contains("") && !parts.contains("."), "a setting outside of /proc/sys/net: \(name)")
        case .createLink(let request):
            precondition(
                (1...15).contains(request.name.utf8.count) && !request.name.contains("/") && request.name != "." && request.name != "..",
                "a link's name: \(request.name)")
        case .start(let process):
            precondition(!process.program.contains("/"), "a log's name: \(process.program)")
        default: break
        }
    }

    private static func requirePlain(_ name: String, _ what: String) {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d || byte == 0x5f
        }
        precondition(isPlain && (1...63).contains(name.utf8.count), "\(what): \(name.debugDescription)")
    }
}
