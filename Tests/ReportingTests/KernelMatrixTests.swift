import Findings
import Reporting
import Testing

@Suite("Labs on several kernels")
struct KernelMatrixTests {
    private func lab(_ outcome: LabResult.Outcome, on kernel: String?, file: String = "labs/pair.swift", _ findings: [Finding]) -> LabResult {
        var lab = Sample.lab(outcome, [Sample.stage(1, "One", findings)])
        lab.file = file
        lab.machine = kernel.map { TestMachine(kernel: $0, accelerator: "TCG") }
        return lab
    }

    private var several: TestResults {
        let held = Sample.finding(.held, "red reaches blue")
        return Sample.results([
            lab(.passed, on: "6.1.0", [held, held, Sample.finding(.skipped("no driver"), "x")]),
            lab(.passed, on: "6.1.0", file: "labs/other.swift", [held]),
            lab(.failed, on: "6.12.0", [held, Sample.failure]),
            lab(.impossible, on: "6.12.0", file: "labs/other.swift", []),
        ])
    }

    @Test("each lab has a row, and each kernel a column")
    func table() {
        #expect(
            KernelTable(several).rows == [
                ["", "6.1.0", "6.12.0"], ["pair", "✓ 2 held, 1 skipped", "✗ 1 failed"], ["pair", "✓ 1 held", "✗ not run"],
            ])
    }

    @Test("with one kernel, or without a virtual machine, there is no table", arguments: [nil, "6.1.0"])
    func none(_ kernel: String?) {
        let results = Sample.results([lab(.passed, on: kernel, []), lab(.passed, on: kernel, file: "labs/other.swift", [])])
        #expect(KernelTable(results).rows.isEmpty)
    }

    @Test("in JUnit a lab's expectations are others on each kernel, and the same where there is one only")
    func junit() {
        let document = JUnitReporter().document(several)
        #expect(document.contains("<testsuite name=\"pair on Linux 6.1.0\""))
        #expect(document.contains("<testsuite name=\"pair on Linux 6.12.0\""))
        // A dot would part the class from a package.
        #expect(document.contains("name=\"red reaches blue\" classname=\"pair on Linux 6_1_0.1 One\""))
        #expect(document.contains("name=\"red reaches blue\" classname=\"pair on Linux 6_12_0.1 One\""))
        let single = JUnitReporter().document(Sample.results([lab(.passed, on: "6.1.0", [Sample.finding(.held, "red reaches blue")])]))
        #expect(single.contains("<testsuite name=\"pair\"") && single.contains("classname=\"pair.1 One\""))
    }
}
