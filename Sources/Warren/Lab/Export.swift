internal import FoundationEssentials
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// How a compiled lab file hands its labs to `warren`: as JSON in the file that the option `--export`
/// names, written when the program ends.
///
/// A path rather than a descriptor or standard output, because the lab may print and because
/// descriptors do not survive every way of starting a process. Without the option, as in a test that
/// uses Warren as a library, nothing is recorded.
enum Export {
    private static let path: String? = {
        let arguments = CommandLine.arguments
        guard let option = arguments.firstIndex(of: "--export"), option + 1 < arguments.count else { return nil }
        return arguments[option + 1]
    }()

    /// Whether `warren` runs this program for its lab.
    static var isAsked: Bool { path != nil }

    private static let labs = Mutex<[Lab]>([])

    /// Remembers a lab for the end of the program.
    static func add(_ lab: Lab) {
        guard isAsked else { return }
        let isFirst = labs.withLock { labs in
            labs.append(lab)
            return labs.count == 1
        }
        if isFirst { atexit { Export.write() } }
    }

    private static func write() {
        guard let path else { return }
        do {
            var labs = labs.withLock { $0 }
            // Only now are all of them declared.
            for position in labs.indices { labs[position].parameters = ParameterSettings.declared }
            try JSONEncoder().encode(labs).write(to: URL(filePath: path))
        } catch {
            _exit(74)  // EX_IOERR; the reader sees the status and a missing file
        }
    }
}
