import ArgumentParser
import Loading

/// The lab file of a verb that takes one, with the values of its parameters.
struct LabArgument: ParsableArguments {
    @Argument(help: "The lab file, in Swift or portable (.lab).", completion: .file(extensions: ["swift", "lab"]))
    var file: String

    @OptionGroup var settings: LabSettings

    /// Loads and plans the lab; complains and ends with status 2 if it is wrong.
    func load() throws -> LabFile { try settings.load(file) }

    /// What the file holds, not read yet; complains and ends if it cannot be told.
    func evaluate() throws -> EvaluatedLab { try settings.evaluate(file) }
}
