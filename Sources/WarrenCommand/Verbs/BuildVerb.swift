import ArgumentParser
import Glibc
import Namespaces
import Reporting
import Runtime
import Warren

struct BuildVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Make a portable lab of a lab file.",
        discussion: """
            The lab's value as JSON, with the parameters as they are set. Every verb that takes a lab file takes \
            the portable lab too, on machines without a Swift compiler; what it says of lines are those of the \
            Swift file. A lab that is wrong is refused here already.

              warren build labs/pods-across-hosts.swift
              warren test pods-across-hosts.lab
            """)

    @OptionGroup var lab: LabArgument

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where to; the lab's name and .lab if not given, - for standard output.", valueName: "file"),
        completion: .file(extensions: ["lab"]))
    var output: String?

    func validate() throws {
        guard let output, output != "-", !output.hasSuffix(".lab"), !output.hasSuffix(".json") else { return }
        throw ValidationError("\"\(output)\" would not be known for a portable lab; expected a name that ends in .lab")
    }

    func run() throws {
        let lab = try self.lab.load()
        let document = try VisibleJSON.of(lab.lab) + "\n"
        if output == "-" {
            print(document, terminator: "")
            return
        }
        let path = output ?? "\(lab.lab.name).lab"
        do throws(SystemError) {
            try WholeFile.replace(path, with: Array(document.utf8))
        } catch {
            complain("\(path): error: cannot be written: \(String(cString: strerror(error.errno)))")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
        say("\(path): \(lab.lab.name), portable")
    }
}
