package import Warren

/// What is wrong with a parameter, and where.
package struct ParameterFault: Sendable, Hashable {
    /// The parameter's line; `nil` when the lab has no such parameter.
    package var source: SourceLocation?
    /// One line that names the parameter and what was expected.
    package var message: String

    /// Everything that is wrong, in the order of the lab's lines, and then what the lab does not have.
    ///
    /// - Parameter settings: what the lab was given, by name
    static func all(of parameters: [Parameter], settings: [String: String]) -> [ParameterFault] {
        var faults: [ParameterFault] = []
        var lines: [String: Int] = [:]
        for parameter in parameters {
            func report(_ message: String) { faults.append(ParameterFault(source: parameter.source, message: message)) }
            if !isOrdinary(parameter.name) {
                report("\(quoted(parameter.name)) cannot name a parameter; expected letters, digits, - or _, beginning with a letter")
            } else if let line = lines[parameter.name] {
                report("the lab already has a parameter \(parameter.name) (line \(line))")
            } else if !parameter.admits(parameter.defaultValue) {
                report("the default of \(parameter.name) is \(quoted("\(parameter.defaultValue)")); expected \(parameter.expectation)")
            } else if let text = settings[parameter.name], parameter.value(from: text) == nil {
                report("\(parameter.name) is set to \(quoted(text)); expected \(parameter.expectation)")
            }
            lines[parameter.name] = lines[parameter.name] ?? parameter.source.line
        }
        for name in settings.keys.sorted() where lines[name] == nil {
            let known = parameters.map(\.name).joined(separator: ", ")
            faults.append(ParameterFault(message: "the lab has no parameter \(quoted(name)); " + (known.isEmpty ? "it has none" : "it has \(known)")))
        }
        return faults
    }

    private static func isOrdinary(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) }

    /// On one line, whatever somebody typed.
    private static func quoted(_ text: String) -> String { text.debugDescription }
}
