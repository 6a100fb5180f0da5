internal import FoundationEssentials
internal import Loading

/// A program of the host's, such as `apt-get`, that works for a while and ends.
struct HostProgram: Sendable {
    /// Where programs are looked for: not in `PATH`, so that what is made is the same whoever makes it.
    static let directories = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]

    var path: String

    /// Why it did not do its work.
    struct Failure: Error, CustomStringConvertible {
        /// Its name, such as `apt-get`.
        var program: String
        var reason: String
        var description: String { "\(program) \(reason)" }
    }

    /// - Parameter package: the Debian package that has it, for the remedy.
    init(_ name: String, package: String) throws(VirtualMachineError) {
        guard let path = Self.path(of: name) else {
            throw VirtualMachineError("\(name) is missing", remedy: "install it with: apt-get install \(package)")
        }
        self.path = path
    }

    static func path(of name: String) -> String? {
        directories.lazy.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What it printed, when it ended with the status 0. Its words are English, and it is asked nothing.
    @discardableResult
    func run(_ arguments: [String], in directory: String = "/", deadline: Duration = .seconds(300)) async throws(Failure) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        var environment = ["PATH": Self.directories.joined(separator: ":"), "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"]
        // Where apt's methods look for the way out.
        for (key, value) in ProcessInfo.processInfo.environment where key.lowercased().hasSuffix("_proxy") { environment[key] = value }
        let process = BoundedProcess(
            program: path, arguments: arguments, environment: environment, directory: directory, deadline: deadline,
            limits: ResourceLimits(processorTime: 600, mayFork: true), outputLimit: 8 << 20, surplus: .isFatal)
        do {
            let ending = try await process.run()
            guard ending.status.isSuccess else { throw Failure(program: name, reason: Self.complaint(ending.output) ?? "failed: \(ending.status)") }
            return ending.output
        } catch let failure as Failure {
            throw failure
        } catch BoundedProcess.Failure.timedOut {
            throw Failure(program: name, reason: "was stopped after \(deadline.components.seconds) s")
        } catch BoundedProcess.Failure.cancelled {
            throw Failure(program: name, reason: "was interrupted")
        } catch BoundedProcess.Failure.cannotStart(let reason) {
            throw Failure(program: name, reason: "cannot be started: \(reason)")
        } catch {
            throw Failure(program: name, reason: "failed: \(error)")
        }
    }

    /// The first line that is about an error, else the last line: such as `failed: E: Unable to locate package x`.
    private static func complaint(_ output: String) -> String? {
        let lines = output.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }.filter { !$0.isEmpty }
        let errors = lines.filter { $0.hasPrefix("E:") || $0.lowercased().contains("error:") }
        return (errors.first ?? lines.last).map { "failed: \($0)" }
    }
}
