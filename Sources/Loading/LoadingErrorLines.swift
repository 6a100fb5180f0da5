internal import Warren

/// How an error reads: the way compilers say it, so that editors can jump to the line.
///
///     labs/vxlan.swift:12: error: a second lab: a file holds one
///     labs/vxlan.swift:4: note: the first one
extension LoadingError: CustomStringConvertible {
    package var lines: [String] {
        switch problem {
        case .fileNotFound:
            [error("no such file")]
        case .unreadable(let reason):
            [error("cannot be read: \(reason)")]
        case .notText(let line):
            [error("not UTF-8 text", line: line)]
        case .compilerMissing(let remedy):
            [error("no Swift compiler to compile this lab with"), note(remedy)]
        case .libraryMissing(let searched, let remedy):
            [error("the library that labs are compiled against is missing")]
                + searched.map { note("looked in \($0)") } + [note(remedy)]
        case .moduleIsIncomplete(let module, let source, let missing):
            ["\(source): error: the module \(module) is not made for labs: there is no \(missing)"]
        case .foldersInCircle(let folders, let source):
            [
                "\(source): error: \(folders[0]) imports itself, by way of \(folders.dropFirst().joined(separator: " and then ")); "
                    + "expected folders of which each can be compiled after those that it imports",
            ]
        case .compileFailed(let diagnostics):
            compileLines(diagnostics)
        case .compileTimedOut(let seconds):
            [error("the compiler was stopped after \(Self.text(seconds)) s")]
        case .cannotEvaluate(let reason):
            [error("cannot be evaluated: \(reason)")]
        case .evaluationCrashed(let ending, let place, let message, let output):
            ["\(place?.description ?? path): error: \(message ?? "the lab ended by \(ending)")"]
                + output.split(separator: "\n").map { "    " + $0 }
        case .evaluationTimedOut(let seconds):
            [
                error("the lab was stopped: still running after \(Self.text(seconds)) s"),
                note("a lab only describes; is there a loop that does not end?"),
            ]
        case .tooMuchOutput(let limit):
            [error("the lab was stopped: more than \(limit / 1024) KiB of output")]
        case .noLab:
            [error("no lab in this file: expected one Lab(\"name\") { … }")]
        case .severalLabs(let places):
            severalLines(places.map { (file: $0.file, line: $0.line) })
        case .parameters(let faults):
            faults.map { fault in
                fault.source.map { "\($0): error: \(fault.message)" } ?? error(fault.message)
            }
        case .parametersAreFixed(let parameters):
            fixedLines(parameters)
        case .badDocument(let reason):
            [error("not a lab: \(reason)")]
        case .cancelled:
            [error("interrupted")]
        }
    }

    package var description: String { lines.joined(separator: "\n") }

    private func error(_ message: String, line: Int? = nil) -> String {
        guard let line else { return "\(path): error: \(message)" }
        return "\(path):\(line): error: \(message)"
    }

    private func note(_ message: String) -> String { "\(path): note: \(message)" }

    /// The compiler's own words; but when it died without any, as when it is killed, a line that says so.
    private func compileLines(_ diagnostics: String) -> [String] {
        let lines = diagnostics.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let said = lines.last == "" ? Array(lines.dropLast()) : lines
        return said.contains { $0.contains("error:") } ? said : [error("the compiler failed")] + said
    }

    private func severalLines(_ places: [(file: String, line: Int)]) -> [String] {
        guard places.count > 1 else { return [error("several labs in this file: expected one")] }
        let second = "\(places[1].file):\(places[1].line): error: a second lab: a file holds one"
        let first = "\(places[0].file):\(places[0].line): note: the first one"
        return [second, first] + places.dropFirst(2).map { "\($0.file):\($0.line): note: and another" }
    }

    private func fixedLines(_ parameters: [Parameter]) -> [String] {
        let values = parameters.map { "\($0.name)=" + Self.quoted("\($0.value)") }.joined(separator: " ")
        return [error("a portable lab's parameters cannot be set")]
            + [note(parameters.isEmpty ? "it has none" : "it was built with \(values)")]
            + [note("set them where it is made: warren build FILE --set NAME=VALUE")]
    }

    /// A text with blanks, quotes or worse in quotes, and on one line.
    private static func quoted(_ text: String) -> String {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 } && !text.isEmpty ? text : text.debugDescription
    }

    private static func text(_ seconds: Double) -> String {
        seconds == seconds.rounded() && seconds < 1e9 ? String(Int(seconds)) : String(seconds)
    }
}
