import Foundation
import Testing

extension EndToEnd {
    @Suite("A lab's keeper holds no more than it must", .serialized)
    struct KeeperTests {
        @Test("the keeper lets go of whatever its caller has open, such as a script's lock")
        func inheritance() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let (name, lock) = (folder.name(), folder.path + "/lock")
            let script = "exec 9> \"$4\"; flock -n 9 || exit 9; \"$1\" up \"$2\" --name \"$3\" && exec 9>&- && flock -n \"$4\" true"
            let outcome = try Program(["sh", "-c", script, "sh", WarrenProgram.require(), file, name, lock], environment: WarrenProgram.environment).end()
            #expect(outcome.status == 0, "\(outcome)")
        }

        @Test("a lab that only stands takes one descriptor for each node: its sockets are open only while something is asked")
        func rest() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let name = try folder.up(file)
            let keeper = try Keeper.process(of: name)
            func count(_ kind: String) throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/\(keeper)/fd").count { number in
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(keeper)/fd/\(number)"))?.hasPrefix(kind + ":") ?? false
                }
            }
            func awaitRest() throws {
                // It says that it is done before it closes them. The one that is left is where it is spoken to.
                try waitUntil("the sockets are closed") { try count("socket") == 1 }
                #expect(try count("net") == 2)
            }
            try awaitRest()
            #expect(try warren("plan", file, "--name", name).output.contains("nothing to do"))
            try awaitRest()
        }
    }
}
