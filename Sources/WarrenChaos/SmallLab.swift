import Foundation

/// Two nodes and a cable: what is quickly built, for when the number of labs matters.
enum SmallLab {
    /// Writes the lab into a file, has it compiled once, and returns the file's path.
    static func write() async throws -> String {
        let file = Cell.workshop + "/pair.swift"
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        let outcome = try await Command.warren(["explain", file], deadline: .seconds(180)).run()
        guard outcome.status == 0 else { throw ChaosError("the small lab cannot be read: \(outcome.errors)") }
        return file
    }

    private static let text = """
        import Warren

        let red = Namespace("red")
        let blue = Namespace("blue")

        Lab("pair") {
            red
            blue
            Veth(red["eth0"], blue["eth0"])
            red { Address("10.9.0.1/24", dev: "eth0") }
            blue { Address("10.9.0.2/24", dev: "eth0") }
            Stage("Reached") { Ping(from: red, to: blue) }
            Stage("Routed") { red { Route("10.8.0.0/24", via: "10.9.0.2") } }
        }
        """
}
