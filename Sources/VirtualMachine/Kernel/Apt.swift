internal import FoundationEssentials

/// Debian's package tools, as an ordinary user uses them: packages are downloaded and unpacked, never installed.
///
/// apt checks the archive's signature over the lists, and the lists' hash of each package. What the machine's settings may
/// have allowed beside that is forbidden here.
struct Apt: Sendable {
    /// How apt gets at the lists of packages.
    enum Lists: Hashable {
        /// The machine's own, as they are.
        case machine
        /// In a directory of one's own, for `update()` to fill.
        case own(String)
    }

    let lists: Lists
    private let get: HostProgram
    private let cache: HostProgram

    init(lists: Lists) throws(VirtualMachineError) {
        self.lists = lists
        do {
            get = try HostProgram("apt-get", package: "apt")
            cache = try HostProgram("apt-cache", package: "apt")
        } catch {
            throw VirtualMachineError(
                "kernels are fetched with apt, which this distribution does not have",
                remedy: "give one that you have: --kernel IMAGE --modules DIRECTORY")
        }
    }

    private var options: [String] {
        var settings = [
            "APT::Get::AllowUnauthenticated=false", "Acquire::AllowInsecureRepositories=false",
            "Acquire::AllowWeakRepositories=false", "APT::Update::Error-Mode=any", "Acquire::Languages=none",
            "Acquire::Retries=1", "Acquire::http::Timeout=30", "Acquire::https::Timeout=30", "quiet=2",
        ]
        if case .own(let directory) = lists {
            settings += [
                "Dir::State=\(directory)/state", "Dir::State::status=/dev/null", "Dir::Cache=\(directory)/cache",
                "APT::Sandbox::User=",
            ]
        }
        return settings.flatMap { ["-o", $0] }
    }

    /// Gets the lists of packages, into a directory of one's own.
    func update() async throws {
        guard case .own(let directory) = lists else { return }
        for part in ["state/lists/partial", "cache/archives/partial"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(part)", withIntermediateDirectories: true)
        }
        try await get.run(options + ["update"], in: directory, deadline: .seconds(300))
    }

    /// What apt would install under this name; `nil` if it knows none.
    func package(_ name: String) async -> KernelPackage? {
        guard let record = try? await cache.run(options + ["show", "--no-all-versions", name]) else { return nil }
        return KernelPackage(record: record)
    }

    /// Puts the package's file into the directory.
    ///
    /// - Returns: Its path.
    func download(_ package: KernelPackage, into directory: String) async throws -> String {
        try await get.run(options + ["download", "\(package.name)=\(package.version)"], in: directory, deadline: .seconds(900))
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        guard let name = names.first(where: { $0.hasPrefix("\(package.name)_") && $0.hasSuffix(".deb") }) else {
            throw HostProgram.Failure(program: "apt-get", reason: "left no \(package.name) behind")
        }
        return "\(directory)/\(name)"
    }
}
