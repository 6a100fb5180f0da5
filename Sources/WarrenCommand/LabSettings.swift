import ArgumentParser
import Findings
import Loading
import Planning
import Runtime
import Warren

/// What every verb that takes a lab file takes with it: the values of the lab's parameters.
struct LabSettings: ParsableArguments {
    @Option(name: .customLong("set"), help: ArgumentHelp("Set a parameter of the lab; may be repeated.", valueName: "key=value"))
    var settings: [Setting] = []

    @Flag(name: .customLong("help-lab"), help: "List the lab's parameters and end.")
    var helpsWithLab = false

    /// `pods=7`
    struct Setting: ExpressibleByArgument {
        var name: String
        var value: String

        init?(argument: String) {
            guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
            name = String(argument[..<sign])
            value = String(argument[argument.index(after: sign)...])
        }
    }

    /// By name. Of two values for one parameter the later counts, as it does for the shell's own options.
    var values: [String: String] {
        Dictionary(settings.map { ($0.name, $0.value) }) { $1 }
    }

    /// The lab, loaded and planned with these values; or, if that was asked for, its parameters, and the end.
    func load(_ path: String) throws -> LabFile {
        let file = try LabFile(path, settings: values)
        if helpsWithLab {
            list(file)
            throw ExitCode.success
        }
        return file
    }

    /// What the file holds with these values, not read yet; complains and ends if it cannot be told.
    func evaluate(_ path: String) throws -> EvaluatedLab {
        try LabFile.orComplain {
            let evaluated = try LabFile.evaluate(path, settings: values)
            if !evaluated.notes.isEmpty { complain(evaluated.notes) }
            return evaluated
        }
    }

    /// Prints the parameters of a lab: what each may be, what it is, and what for.
    func list(_ file: LabFile) {
        let terminal = Terminal.output
        let parameters = file.lab.parameters
        say(terminal.styled(file.lab.name, .strong) + "   \(parameters.isEmpty ? "no parameters" : Text.count(parameters.count, "parameter"))")
        let names = parameters.map { "\($0.name)=" + ShellWord.quoted("\($0.value)") }
        let width = names.map(\.count).max() ?? 0
        for (parameter, name) in zip(parameters, names) {
            let help = parameter.help.isEmpty ? "" : parameter.help + "; "
            let origin = parameter.value == parameter.defaultValue ? "the default" : "the default is " + ShellWord.quoted("\(parameter.defaultValue)")
            say("  " + name + String(repeating: " ", count: width - name.count + 3) + ShellWord.comment("\(help)\(parameter.expectation)") + terminal.styled(" (\(origin))", .quiet))
        }
    }
}
