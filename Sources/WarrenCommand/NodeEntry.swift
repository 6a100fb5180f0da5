import ArgumentParser
import Glibc
import Namespaces
import Runtime

/// Entering a node of a running lab with this process.
enum NodeEntry {
    /// Moves the calling thread into the node's network namespace. The next thing to do is ``become(_:)``.
    static func enter(_ name: String, _ node: String) throws {
        let state = StateDirectory()
        state.sweep()
        do {
            let record = try state.lab(name)
            try NodeEntrance.enter(try state.namespacePath(of: node, in: record), hosts: state.hostsPath(of: record.name))
        } catch let failure as StateDirectory.Failure {
            complain("warren: \(failure)")
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        } catch let failure as SystemError {
            complain("warren: \(failure)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }

    /// Puts a shell in this process's place, which knows where it is.
    static func becomeShell(_ name: String, _ node: String) throws -> Never {
        setenv("WARREN_LAB", name, 1)
        setenv("WARREN_NODE", node, 1)
        setenv("PS1", "\(node)# ", 1)
        let shell = getenv("SHELL").map { String(cString: $0) } ?? ""
        // bash would set its own prompt from its start-up files.
        try become(shell.hasSuffix("/bash") ? [shell, "--norc"] : [shell.isEmpty ? "/bin/sh" : shell])
    }

    /// Runs a shell in a namespace of this process's own, and waits for it.
    static func runShell(_ name: String, _ node: String, namespace: Int32, names: String) throws {
        let path = "/proc/\(getpid())/fd/\(namespace)"
        // Ctrl-C is for the program that has the terminal.
        Interruption.onSignal {}
        defer { Interruption.onSignal(nil) }
        var shell = Program(["warren", "inner-shell", name, node, path, names], path: "/proc/self/exe")
        shell.takesSignalsAnew = true
        try shell.run()
    }

    /// Puts a command in this process's place. Like a shell: 127 if there is no such command, 126 if it cannot be run.
    static func become(_ words: [String]) throws -> Never {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        if let program = arguments[0] { execvp(program, &arguments) }
        let error = errno
        complain("warren: \(words[0]): \(String(cString: strerror(error)))")
        throw ExitCode(error == ENOENT ? 127 : 126)
    }
}
