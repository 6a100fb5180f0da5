#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// `swiftc`, and how labs are compiled with it.
struct SwiftCompiler: Sendable {
    /// What every lab is called while it is compiled: `#filePath` and diagnostics then say this, wherever
    /// the lab is, and are translated for the user.
    static let sourceName = "lab.swift"
    static let flags = ["-swift-version", "6", "-Onone", "-module-name", "LabFile", "-no-color-diagnostics"]
    static let libraries = ["-lWarrenLab", "-lFoundationEssentials", "-lswiftSynchronization"]
    static let remedy = "install Swift 6.1 or later from swift.org, or run a portable .lab file"

    /// As it was found: the driver acts by the name that it is called by, so links are not followed here.
    var path: String
    var identity: FileIdentity
    /// The user's settings that a compiler needs, or that decide which one a `swiftc` of swiftly's is.
    var inherited: [String: String]

    /// Those of ``inherited`` that can change the outcome, for the cache's key.
    var settings: [String] {
        inherited.filter { !["PATH", "HOME"].contains($0.key) }.map { "\($0.key)=\($0.value)" }.sorted()
    }

    /// `$WARREN_SWIFTC`, else `swiftc` on `PATH`, else where it usually is.
    static func locate(environment: [String: String], path: String) throws(LoadingError) -> SwiftCompiler {
        var remedy = remedy
        var candidates: [String]
        if let given = environment["WARREN_SWIFTC"], !given.isEmpty {
            candidates = [given]
            remedy = "WARREN_SWIFTC is \(given), which is no program; unset it, or \(remedy)"
        } else {
            var directories = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
            directories += ["/usr/bin", "/opt/swift/usr/bin"]
            if let home = environment["HOME"] { directories.append(home + "/.local/share/swiftly/bin") }
            candidates = directories.filter { $0.hasPrefix("/") }.map { $0 + "/swiftc" }
        }
        for candidate in candidates {
            if let compiler = SwiftCompiler(path: candidate, environment: environment) { return compiler }
        }
        throw LoadingError(path: path, problem: .compilerMissing(remedy: remedy))
    }

    private init?(path: String, environment: [String: String]) {
        var status = stat()
        guard let identity = FileIdentity(path), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            access(path, X_OK) == 0, let cwd = path.hasPrefix("/") ? "" : FileIdentity(".")?.path
        else { return nil }
        self.path = cwd.isEmpty ? path : cwd + "/" + path
        self.identity = identity
        let names = [
            "PATH", "HOME", "SDKROOT", "LD_LIBRARY_PATH", "SWIFTLY_HOME_DIR", "SWIFTLY_BIN_DIR", "SWIFTLY_TOOLCHAINS_DIR",
        ]
        inherited = environment.filter { names.contains($0.key) }
    }

    /// Where the program itself is, links followed.
    private var directory: String { "/" + identity.path.split(separator: "/").dropLast().joined(separator: "/") }

    /// LLVM's linker, where the compiler brings it along: the system's own takes twice as long. It leaves out what only debuggers
    /// read.
    var linker: [String] { (access(directory + "/ld.lld", X_OK) == 0 ? ["-use-ld=lld"] : []) + ["-Xlinker", "--strip-all"] }

    /// Whether this is a compiler's own driver, and not what chooses one of several each time.
    var isDriver: Bool { access(directory + "/swift-frontend", X_OK) == 0 }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension BoundedProcess.Failure {
    /// What it means to whoever wanted a lab.
    func problem(timedOut: LoadingError.Problem, of process: BoundedProcess) -> LoadingError.Problem {
        switch self {
        case .timedOut: timedOut
        case .tooMuchOutput: .tooMuchOutput(limit: process.outputLimit)
        case .cancelled: .cancelled
        case .cannotStart(let reason): .cannotEvaluate(reason: reason)
        }
    }
}
