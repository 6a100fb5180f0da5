import ArgumentParser
import Loading
import Runtime

struct DoctorVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine can run, and the remedy for what it cannot.",
        discussion: """
            With --vm, what the kernels of virtual machines can do, beside this machine's own: each kind of link, of queue \
            and of rule is tried.

            Exit status 0 if labs can run, 3 if not.
            """)

    @OptionGroup var machine: MachineOptions

    var place: VerbPlace { machine.usesMachine ? .anywhere : .newNamespaces(holdsLab: false) }

    func run() throws {
        if machine.usesMachine {
            Interruption.watch()
            return try MachineDoctor(machine).run()
        }
        let terminal = Terminal.output
        var canRun = true
        for ability in Machine.abilities() + [Self.compiler()] {
            let (mark, style): (String, Terminal.Style) =
                switch ability.state {
                case .present: ("✓", .held)
                case .substituted: ("~", .skipped)
                case .missing: ("✗", .failed)
                }
            say("  " + terminal.styled(mark, style) + " \(ability.name)" + String(repeating: " ", count: max(1, 22 - ability.name.count)) + ability.meaning)
            if !ability.remedy.isEmpty { say(String(repeating: " ", count: 26) + terminal.styled(ability.remedy, .quiet)) }
            if ability.isEssential, ability.state == .missing { canRun = false }
        }
        try (canRun ? ExitStatus.allHeld : .machineCannot).end()
    }

    private static func compiler() -> Machine.Ability {
        if let path = LabLoader().compilerPath {
            return .init("Swift compiler", .present, "compiles lab files: \(path)")
        }
        return .init("Swift compiler", .missing, "lab files (.swift) cannot be compiled; portable .lab files can be run", remedy: "install Swift 6.1 or later from swift.org, or set WARREN_SWIFTC")
    }
}
