/// What became of each lab on each kernel, where labs were tested on several.
package struct KernelTable: Sendable {
    /// The kernels' releases, before them an empty cell; then for each lab its name and what became of it on each kernel.
    /// Empty where all labs had the same kernel.
    package let rows: [[String]]

    package init(_ results: TestResults) {
        let machines = results.machines
        guard machines.count > 1 else {
            rows = []
            return
        }
        var files: [String] = []
        for lab in results.labs where !files.contains(lab.file) { files.append(lab.file) }
        rows = [[""] + machines.map { VisibleText.of($0.kernel) }] + files.map { file in
            let labs = results.labs.filter { $0.file == file }
            let title = labs.first { $0.name != nil }?.title ?? labs.first?.title ?? ""
            return [VisibleText.of(title)] + machines.map { machine in Self.cell(labs.last { $0.machine == machine }) }
        }
    }

    private static func cell(_ lab: LabResult?) -> String {
        guard let lab else { return "✗ not run" }
        switch lab.outcome {
        case .passed: return "✓ \(lab.held) held" + (lab.skipped > 0 ? ", \(lab.skipped) skipped" : "")
        case .failed: return "✗ \(lab.failed) failed"
        case .skipped: return "skipped"
        case .overran: return "✗ overran"
        case .wrong, .impossible, .interrupted: return "✗ not run"
        }
    }
}
