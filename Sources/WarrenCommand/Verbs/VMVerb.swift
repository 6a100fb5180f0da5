import ArgumentParser

/// What labs need to run in virtual machines.
struct VMVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vm",
        abstract: "Keep the kernels that labs run on in virtual machines.",
        discussion: """
            Kernels are kept in the user's cache, and none of this needs privileges.

              warren vm fetch
              warren vm fetch linux-image-amd64
              warren vm list
              warren vm remove 6.1.0-50-amd64
            """,
        subcommands: [VMFetchVerb.self, VMListVerb.self, VMRemoveVerb.self, VMImageVerb.self])
}
