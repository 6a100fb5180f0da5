import ArgumentParser
import Glibc
import Loading
import Runtime

/// A lab file with the values of its parameters, or the name of a running lab, which has them already.
struct LabTarget: ParsableArguments {
    @Argument(
        help: "A lab file, in Swift or portable (.lab), or the name of a running lab.",
        completion: .file(extensions: ["swift", "lab"]))
    var lab: String

    @OptionGroup var settings: LabSettings

    func validate() throws {
        guard !isFile, let setting = settings.settings.first else { return }
        let words = "the parameters of a running lab are set; expected a lab file, not \(lab)"
        throw ValidationError("--set \(setting.name)=\(setting.value): \(words)")
    }

    /// Whether a file is meant. No name of a running lab has a dot or a slash.
    var isFile: Bool {
        if lab.contains("/") || lab.contains(".") { return true }
        var status = stat()
        return stat(lab, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    }

    /// The running lab of the name; lists its parameters and ends if that was asked for.
    func door() throws -> LabDoor {
        let door = try LabDoor(lab, orFile: true)
        if settings.helpsWithLab {
            settings.list(try door.lab().lab)
            throw ExitCode.success
        }
        return door
    }

    /// What the file holds, not read yet; complains and ends if it cannot be told.
    func evaluate() throws -> EvaluatedLab { try settings.evaluate(lab) }

    /// The file, loaded and planned.
    func load() throws -> LabFile { try settings.load(lab) }
}
