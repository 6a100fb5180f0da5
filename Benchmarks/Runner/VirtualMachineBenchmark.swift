import Foundation
import VirtualMachine

/// From a lab file to the exit status in a virtual machine, beside the start of its kernel alone.
enum VirtualMachineBenchmark: Benchmark {
    static let name = "vm"
    static let abstract = "The article's lab in a virtual machine, by QEMU's own translation, and a bare boot of the same kernel. Takes `warren vm fetch`."

    static func measure(_ bench: Workbench) throws -> Table {
        let article = bench.lab("pods-across-hosts")
        let kernel = try KernelCache().defaultKernel()
        // With the lab compiled and the image made: so it is but for the first time.
        _ = try Execution(bench.warren, "test", "--vm", "--accel", "tcg", article, showsErrors: true)
        let image = try Execution(bench.warren, "vm", "image").output.split(separator: "\n").last.map(String.init) ?? ""
        let bare = MachineSettings(kernel: kernel, image: try nothing(bench), accelerator: .tcg)
        var start = Samples(), test = Samples(), unpacked = Samples()
        for _ in 0..<bench.rounds {
            start.add(try Execution(QEMU.arguments(bare, .tcg, channel: nil)).wall)
            let run = try Execution(bench.warren, "test", "--vm", "--accel", "tcg", article, "--format", "json")
            test.add(run.wall)
            unpacked.add(run.wall - start.median)
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: image)[.size] as? Int).flatMap { $0 } ?? 0
        return Table(
            name: name, heads: ["what", "wall time"],
            rows: [
                ["a bare boot of Linux \(kernel.release): QEMU, the kernel, and a first process that turns the machine off", start.times],
                ["`warren test --vm labs/pods-across-hosts.swift`, from the lab file to the exit status", test.times],
                ["… of it not the bare boot's", unpacked.times],
            ],
            note: "By QEMU's own translation (`--accel tcg`), with an image of \(size >> 20) MiB made before. Medians of \(bench.rounds) rounds with the extremes.")
    }

    /// An image with nothing in it but that first process.
    private static func nothing(_ bench: Workbench) throws -> String {
        let directory = "\(bench.scratch)/nothing"
        try FileManager.default.createDirectory(atPath: directory + "/usr/bin", withIntermediateDirectories: true)
        _ = try Execution("clang", "-O2", "-static", "-o", directory + "/usr/bin/warren", "\(bench.package)/Benchmarks/poweroff.c", showsErrors: true)
        _ = try Execution("sh", "-c", "cd '\(directory)' && find . | cpio --quiet -o -H newc > ../nothing.cpio", showsErrors: true)
        return "\(bench.scratch)/nothing.cpio"
    }
}
