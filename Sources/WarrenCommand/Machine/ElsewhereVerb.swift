import ArgumentParser
import Glibc
import Namespaces
import Runtime
import VirtualMachine

/// A verb on a running lab, which is carried out by the Warren of the virtual machine that the lab runs in, if it does.
protocol ElsewhereVerb: NamespaceVerb {
    /// Whether what it does there reads this program's input.
    var readsInput: Bool { get }
    /// A file of this machine that it writes packets to.
    var packetFile: String? { get }
}

extension ElsewhereVerb {
    var packetFile: String? { nil }

    /// Carries the verb out in the lab's virtual machine, and ends with its status; returns if the lab runs on this one.
    func runElsewhere() throws {
        guard let name = runningLab, let record = try? StateDirectory().lab(name), record.machine != nil else { return }
        var words = CommandLine.arguments
        words[0] = "warren"
        let end: ProgramEnd
        do {
            var file: Int32?
            if let path = packetFile {
                let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
                guard descriptor >= 0 else { throw SystemError("open", path) }
                file = descriptor
                words = Self.replacing(path, in: words)
            }
            let terminal = try GuestTerminal(words, at: StateDirectory().machinePath(of: name), .init(readsInput: readsInput, packets: file))
            end = try terminal.run()
        } catch {
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
        throw ExitCode(end.shellStatus)
    }

    /// The words with the guest's name for what this process writes packets to, in place of the file's: after an option, or
    /// as part of one.
    private static func replacing(_ path: String, in words: [String]) -> [String] {
        let guests = "/proc/self/fd/3"
        return words.enumerated().map { position, word in
            if word == path, position > 0, ["-w", "--write"].contains(words[position - 1]) { return guests }
            for option in ["--write=", "-w"] where word == option + path { return option + guests }
            return word
        }
    }
}

extension ExecVerb: ElsewhereVerb { var readsInput: Bool { true } }
extension ShellVerb: ElsewhereVerb { var readsInput: Bool { true } }
extension InspectVerb: ElsewhereVerb { var readsInput: Bool { false } }
extension CaptureVerb: ElsewhereVerb {
    var readsInput: Bool { false }
    var packetFile: String? { file == "-" ? nil : file }
}
