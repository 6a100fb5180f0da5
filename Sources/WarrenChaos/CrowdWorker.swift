import CLinux
import Foundation

/// One of those who start and end labs at the same time.
struct CrowdWorker {
    let number: Int
    let of: Int
    let labs: Int
    let file: String
    let register: CrowdRegister

    func run() async throws {
        // In batches, so that many stand while others come and go.
        let mine = Array(stride(from: number, to: labs, by: of))
        var rest = mine[...]
        while !rest.isEmpty {
            let batch = rest.prefix(5)
            rest = rest.dropFirst(5)
            var held: [(Int, String)] = []
            for lab in batch where try await up(name(lab)) { held.append((lab, name(lab))) }
            for (_, name) in held { try await check(name) }
            for (lab, name) in held { try await end(name, byKilling: lab % 5 == 0) }
        }
    }

    /// Every fifth lab has a name that others want too.
    private func name(_ lab: Int) -> String { lab % 5 == 3 ? "wanted-\(lab / 5 % 4)" : "own-\(lab)" }

    private func up(_ name: String) async throws -> Bool {
        let outcome = try await Command.warren(["up", file, "--name", name], deadline: .seconds(120)).run()
        if outcome.status == 0 {
            await register.take(name, number)
            return true
        }
        let isClear = outcome.firstError.contains("\(name) is running already") || outcome.firstError.contains("\(name) is being started by another process")
        if outcome.status == 2, isClear, name.hasPrefix("wanted") {
            await register.refuse()
        } else {
            await register.note("up of \(name): \(outcome.status): \(outcome.errors)")
        }
        return false
    }

    private func check(_ name: String) async throws {
        let ping = try await Command("nsenter", "--net=/run/netns/\(name).red", "ping", "-c", "1", "-W", "10", "10.9.0.2").run()
        if ping.status != 0 { await register.note("\(name) is up, and red does not reach blue: \(ping.output)\(ping.errors)") }
        let list = try await Command.warren(["list"]).run()
        if !list.output.contains("\(name) ") { await register.note("\(name) is up and not in the list: \(list.output)\(list.errors)") }
    }

    private func end(_ name: String, byKilling: Bool) async throws {
        if byKilling {
            let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/run/netns/\(name).red")) ?? ""
            guard let keeper = target.split(separator: "/").dropFirst().first.flatMap({ pid_t($0) }) else {
                return await register.note("\(name) is up and has no name in /run/netns: \(target)")
            }
            await register.release(name, byKilling: true)
            let process = clinux_pidfd_open(keeper)
            defer { close(process) }
            kill(keeper, SIGKILL)
            // Until then it has its lock, and the lab seems to run.
            Cell.awaitEnd(of: process, seconds: 30)
            return
        }
        await register.release(name, byKilling: false)
        let outcome = try await Command.warren(["down", name]).run()
        if outcome.status != 0 || outcome.output != "\(name) is gone\n" {
            await register.note("down of \(name): \(outcome.status): \(outcome.output)\(outcome.errors)")
        }
    }
}
