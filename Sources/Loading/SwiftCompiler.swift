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
    static let moduleName = "LabFile"
    static let flags = ["-swift-version", "6", "-Onone", "-no-color-diagnostics"]
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

    /// What the driver itself starts, to be started without it: it takes a third of a compilation's time to find out
    /// what.
    struct Tools: Sendable {
        var frontEnd: String
        /// Starts the linker.
        var clang: String
        /// `lib/swift`: what comes with the compiler.
        var resources: String
    }

    /// `nil` for a `swiftc` that chooses one of several compilers each time, or whose installation has another form than
    /// those of swift.org; and where `SDKROOT` is set, which is for the driver to understand.
    var tools: Tools? {
        let tools = Tools(
            frontEnd: directory + "/swift-frontend", clang: directory + "/clang",
            resources: FileIdentity(directory + "/../lib/swift")?.path ?? "")
        guard inherited["SDKROOT"] == nil, access(tools.frontEnd, X_OK) == 0, access(tools.clang, X_OK) == 0, hasLinker,
            access(tools.runtime, R_OK) == 0
        else { return nil }
        return tools
    }

    /// LLVM's linker, where the compiler brings it along: the system's own takes twice as long. It leaves out what only
    /// debuggers read.
    var linking: [String] { (hasLinker ? ["-use-ld=lld"] : []) + ["-Xlinker", "--strip-all"] }

    private var hasLinker: Bool { access(directory + "/ld.lld", X_OK) == 0 }
}

extension SwiftCompiler.Tools {
    #if arch(x86_64)
        private static let architecture = "x86_64"
    #elseif arch(arm64)
        private static let architecture = "aarch64"
    #endif

    var libraries: String { resources + "/linux" }
    /// The object file by which a program finds its types.
    var runtime: String { "\(libraries)/\(Self.architecture)/swiftrt.o" }

    /// Where the front end finds macros, as the driver tells it.
    var plugins: [String] {
        ["-in-process-plugin-server-path", resources + "/host/libSwiftInProcPluginServer.so"]
            + ["-plugin-path", resources + "/host/plugins"]
    }

    /// How clang has a program linked, as the driver tells it; object files and what they are linked with follow.
    var linking: [String] {
        ["-fuse-ld=lld", "-pie", "-Xlinker", "--strip-all", "-Xlinker", "-rpath", "-Xlinker", libraries]
            + [runtime, "-L", libraries, "-lswiftCore"]
    }
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
