import ArgumentParser
import Glibc
import Namespaces
import VirtualMachine

/// The program: its verbs are in `Verbs/`, one a file.
@main
struct Warren: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "warren",
        abstract: "Build a network from a Swift file, prove it with packets, leave nothing behind.",
        discussion: """
            A lab file describes hosts, pods, segments and tunnels, and stages that change and probe them. \
            Warren builds it from network namespaces with netlink and lets the kernel remove it again.

            Exit status: 0 all held, 1 an expectation failed, 2 the lab is wrong, 3 this machine cannot run \
            it, 64 the command line is wrong, 130 interrupted (SIGINT), 143 told to end (SIGTERM).
            """,
        version: version,
        subcommands: needed)

    private static let verbs: [any ParsableCommand.Type] = [
        TestVerb.self, WalkVerb.self,
        UpVerb.self, PlanVerb.self, ApplyVerb.self, DownVerb.self, ListVerb.self,
        ProveVerb.self, PingVerb.self, ConnectVerb.self,
        ExecVerb.self, ShellVerb.self, InspectVerb.self, CaptureVerb.self,
        ExplainVerb.self, GraphVerb.self, BuildVerb.self,
        DoctorVerb.self, VMVerb.self,
        KeeperVerb.self, InnerShellVerb.self, TestWorkerVerb.self,
        GuestFilesVerb.self, GuestAskVerb.self, FeaturesVerb.self,
    ]

    /// The verb that the command line begins with, and all if it begins with anything else. The parser goes through the options of
    /// every verb that it is given, and for all of them that takes it two milliseconds.
    private static var needed: [any ParsableCommand.Type] {
        guard let word = CommandLine.arguments.dropFirst().first, let verb = verbs.first(where: { $0._commandName == word }) else { return verbs }
        return [verb]
    }

    static func main() {
        if GuestInit.isWanted { GuestInit.run() }
        do {
            try DescriptorLimit.require()
            if let ending = LabEnding(plainly: Array(CommandLine.arguments.dropFirst())) {
                try ending.run()
            } else {
                var verb = try parseAsRoot()
                if let verb = verb as? any PlacedVerb { try verb.place.enter() }
                try verb.run()
            }
            if let failure = StandardOutput.failure {
                // Whoever reads the first lines only, as head does, has what was wanted.
                if failure.errno == EPIPE { throw ExitCode(128 + SIGPIPE) }
                throw failure
            }
        } catch {
            // What no verb expects, the machine is at fault for; 1 would say that an expectation failed.
            if exitCode(for: error) == .failure, !(error is ExitCode) {
                complain("warren: \(error)")
                exit(withError: ExitCode(ExitStatus.machineCannot.rawValue))
            }
            exit(withError: error)
        }
    }
}
