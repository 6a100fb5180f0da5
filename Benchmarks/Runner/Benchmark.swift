/// What is measured for one table.
protocol Benchmark: Sendable {
    static var name: String { get }
    /// One line: what it shows.
    static var abstract: String { get }
    static func measure(_ bench: Workbench) throws -> Table
}

/// What the benchmarks work with.
struct Workbench {
    /// The package's directory.
    var package: String
    var warren: String
    /// Where the programs of the benchmark itself are built and lab files are written.
    var scratch: String
    var rounds: Int

    func lab(_ name: String) -> String { "\(package)/labs/\(name).swift" }

    /// The lab of hosts and pods, ready to be built without a compiler.
    func mesh(_ hosts: Int, _ pods: Int) throws -> String {
        let path = "\(scratch)/mesh-\(hosts)-\(pods).lab"
        _ = try Execution(
            warren, "build", "\(package)/Benchmarks/mesh.swift", "--set", "hosts=\(hosts)", "--set", "pods=\(pods)", "-o", path, showsErrors: true)
        return path
    }

    /// A floor, compiled: `floor` for networks, `packet-floor` for packets.
    func floor(_ name: String = "floor") throws -> String {
        let path = "\(scratch)/\(name)"
        _ = try Execution("clang", "-O2", "-o", path, "\(package)/Benchmarks/\(name).c", showsErrors: true)
        return path
    }
}
