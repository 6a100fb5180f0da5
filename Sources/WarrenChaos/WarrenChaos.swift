import ArgumentParser

/// What is done to Warren before its users can do it: one verb a file.
@main
struct WarrenChaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "warren-chaos",
        abstract: "Disturb warren at every point, and count what it leaves behind.",
        discussion: """
            The program beside this one is run as it is, in namespaces of its own (network, mounts, processes), so \
            that nothing reaches the machine and nothing is missed. Exit status: 0 if all was well, 1 if not.
            """,
        subcommands: [PointsVerb.self, CrowdVerb.self, SoakVerb.self])
}
