/// A value that a lab file leaves open, as ``parameter(_:default:in:_:file:line:)-(_,Int,_,_,_,_)`` and its
/// siblings declare it: what it may be, and what it is.
///
/// A lab carries its parameters, so that a reader of the lab's value alone, a portable lab too, knows with
/// which values it was made.
public struct Parameter: Sendable, Hashable {
    /// What kind of value a parameter has, in the words of its JSON.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// A whole number.
        case int = "Int"
        /// A number.
        case double = "Double"
        /// `true` or `false`.
        case bool = "Bool"
        /// Text.
        case string = "String"
    }

    /// A value of one of the kinds.
    public enum Value: Sendable, Hashable {
        /// A whole number.
        case int(Int)
        /// A number.
        case double(Double)
        /// `true` or `false`.
        case bool(Bool)
        /// Text.
        case string(String)
    }

    /// What `--set NAME=VALUE` calls it.
    public var name: String
    /// What the lab has when nobody sets the parameter.
    public var defaultValue: Value
    /// What the lab was made with.
    public var value: Value
    /// The least and the greatest number that it may be.
    public var lowest: Value?
    /// The greatest number that it may be; `nil`: any.
    public var highest: Value?
    /// The texts that it may be; `nil`: any.
    public var choices: [String]?
    /// A clause for the reader, such as "how many pods on each host".
    public var help: String
    /// The line that declares it.
    public var source: SourceLocation

    /// What kind of value it has: that of the default.
    public var kind: Kind { defaultValue.kind }

    /// The value that a text stands for; `nil` if the parameter may not be that.
    public func value(from text: String) -> Value? {
        let value: Value? =
            switch kind {
            case .int: Int(text).map { .int($0) }
            case .double: Double(text).flatMap { $0.isFinite ? .double($0) : nil }
            case .bool: ["true": .bool(true), "false": .bool(false)][text]
            case .string: .string(text)
            }
        return value.flatMap { admits($0) ? $0 : nil }
    }

    /// Whether a value of the right kind is within what is allowed.
    public func admits(_ value: Value) -> Bool {
        switch (value, lowest, highest) {
        case (.int(let number), .int(let lowest), .int(let highest)): lowest <= number && number <= highest
        case (.double(let number), .double(let lowest), .double(let highest)): lowest <= number && number <= highest
        case (.string(let text), _, _): choices?.contains(text) ?? true
        default: true
        }
    }

    /// What the parameter may be, such as `a whole number from 1 to 50`.
    public var expectation: String {
        var range = ""
        if let lowest, let highest { range = " from \(lowest) to \(highest)" }
        return switch kind {
        case .int: "a whole number" + range
        case .double: "a number" + range
        case .bool: "true or false"
        case .string: choices.map { "one of " + $0.joined(separator: ", ") } ?? "text"
        }
    }
}

extension Parameter.Value {
    /// Which of the kinds it is.
    public var kind: Parameter.Kind {
        switch self {
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .string: .string
        }
    }
}

/// As `--set` takes it.
extension Parameter.Value: CustomStringConvertible {
    public var description: String {
        switch self {
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .string(let value): value
        }
    }
}
