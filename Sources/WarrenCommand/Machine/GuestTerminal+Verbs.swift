import ArgumentParser
import Glibc
import Namespaces
import Runtime
import VirtualMachine

extension GuestTerminal {
    /// What a verb that is carried out in the guest has of this machine.
    struct Use {
        /// Whether what it does there reads this program's input.
        var readsInput = false
        /// A file of this machine that it writes packets to.
        var packetFile: String?
    }

    /// Carries this process's command line out in the virtual machine of a lab, and ends with its status.
    static func carryOut(_ use: Use, in record: LabRecord) throws -> Never {
        var words = CommandLine.arguments
        words[0] = "warren"
        let end: ProgramEnd
        do {
            var file: Int32?
            if let path = use.packetFile {
                let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
                guard descriptor >= 0 else { throw SystemError("open", path) }
                file = descriptor
                words = replacing(path, in: words)
            }
            let wants = Wants(readsInput: use.readsInput, packets: file)
            end = try GuestTerminal(words, at: StateDirectory().machinePath(of: record.name), wants).run()
        } catch {
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
        throw ExitCode(end.shellStatus)
    }

    /// The words with the guest's name for what this process writes packets to, in place of the file's: after an
    /// option, or as part of one.
    private static func replacing(_ path: String, in words: [String]) -> [String] {
        let guests = "/proc/self/fd/3"
        return words.enumerated().map { position, word in
            if word == path, position > 0, ["-w", "--write"].contains(words[position - 1]) { return guests }
            for option in ["--write=", "-w"] where word == option + path { return option + guests }
            return word
        }
    }
}
