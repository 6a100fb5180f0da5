internal import Synchronization

/// What `warren --set` gave to the compiled lab, and the parameters that the lab has declared so far.
///
/// Nothing is refused here. A lab that ended over a wrong value could not say which parameters it has; so it
/// goes on with the default, hands over all of them, and the reader judges them with ``Parameter/value(from:)``.
enum ParameterSettings {
    /// By the arguments `--set NAME=VALUE` of a program that is asked for its lab; of any other program, such
    /// as a test that uses Warren as a library, the arguments are its own.
    private static let given: [String: String] = Export.isAsked ? settings(in: CommandLine.arguments) : [:]

    private static let known = Mutex<[Parameter]>([])

    /// In the order in which they were declared; one name twice, if the lab did so.
    static var declared: [Parameter] { known.withLock { $0 } }

    static func settings(in arguments: [String]) -> [String: String] {
        var settings: [String: String] = [:]
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            guard let argument = rest.popFirst(), option == "--set", let sign = argument.firstIndex(of: "=") else { continue }
            settings[String(argument[..<sign])] = String(argument[argument.index(after: sign)...])
        }
        return settings
    }

    /// Remembers a parameter, and returns what it is set to.
    static func declare(
        _ name: String, _ value: Parameter.Value, lowest: Parameter.Value? = nil, highest: Parameter.Value? = nil,
        choices: [String]? = nil, _ help: String, _ source: SourceLocation
    ) -> Parameter.Value {
        var parameter = Parameter(
            name: name, defaultValue: value, value: value, lowest: lowest, highest: highest, choices: choices,
            help: help, source: source)
        if let set = given[name].flatMap(parameter.value(from:)) { parameter.value = set }
        if Export.isAsked { known.withLock { $0.append(parameter) } }
        return parameter.value
    }
}
