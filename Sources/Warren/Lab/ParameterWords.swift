/// A whole number that whoever runs the lab may choose.
///
///     let pods = parameter("pods", default: 2, in: 1...50, "how many pods on each host")
///
///     $ warren test lab.swift --set pods=7
///
/// - Parameters:
///   - name: what `--set` calls it: letters, digits, `-` and `_`
///   - range: what it may be; anything if not given
///   - help: what `--help-lab` says of it
public func parameter(
    _ name: String, default value: Int, in range: ClosedRange<Int>? = nil, _ help: String = "",
    file: String = #filePath, line: Int = #line
) -> Int {
    let set = ParameterSettings.declare(
        name, .int(value), lowest: range.map { .int($0.lowerBound) }, highest: range.map { .int($0.upperBound) }, help,
        SourceLocation(file: file, line: line))
    return if case .int(let number) = set { number } else { value }
}

/// A number that whoever runs the lab may choose: `parameter("seconds", default: 0.5, in: 0.1...5)`.
public func parameter(
    _ name: String, default value: Double, in range: ClosedRange<Double>? = nil, _ help: String = "",
    file: String = #filePath, line: Int = #line
) -> Double {
    let set = ParameterSettings.declare(
        name, .double(value), lowest: range.map { .double($0.lowerBound) }, highest: range.map { .double($0.upperBound) },
        help, SourceLocation(file: file, line: line))
    return if case .double(let number) = set { number } else { value }
}

/// A yes or no that whoever runs the lab may choose: `--set learning=false`.
public func parameter(
    _ name: String, default value: Bool, _ help: String = "", file: String = #filePath, line: Int = #line
) -> Bool {
    let set = ParameterSettings.declare(name, .bool(value), help, SourceLocation(file: file, line: line))
    return if case .bool(let truth) = set { truth } else { value }
}

/// A text that whoever runs the lab may choose, of any texts or of these.
public func parameter(
    _ name: String, default value: String, oneOf choices: [String]? = nil, _ help: String = "",
    file: String = #filePath, line: Int = #line
) -> String {
    let set = ParameterSettings.declare(
        name, .string(value), choices: choices, help, SourceLocation(file: file, line: line))
    return if case .string(let text) = set { text } else { value }
}

/// One case of an enumeration, which whoever runs the lab may choose by its raw value.
///
///     enum Way: String, CaseIterable { case routes, ipip, vxlan }
///     let way = parameter("way", default: Way.vxlan, "how packets get from host to host")
public func parameter<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default value: Choice, _ help: String = "", file: String = #filePath, line: Int = #line
) -> Choice where Choice.RawValue == String {
    let set = ParameterSettings.declare(
        name, .string(value.rawValue), choices: Choice.allCases.map(\.rawValue), help,
        SourceLocation(file: file, line: line))
    return if case .string(let text) = set { Choice(rawValue: text) ?? value } else { value }
}
