/// When what was found is what was asked for.
package enum FieldMatch<Value: Equatable & Sendable>: Sendable {
    /// What was not asked for may be anything.
    case ifAsked
    case exactly
    /// What was not asked for is this.
    case orElse(Value)
    /// Whatever was found: the kernel does not keep what it was told.
    case never

    func isMet(_ asked: Value?, _ found: Value?) -> Bool {
        switch self {
        case .ifAsked: asked == nil || asked == found
        case .exactly: asked == found
        case .orElse(let usual): (asked ?? usual) == (found ?? usual)
        case .never: true
        }
    }

    /// Whether two values that were asked for ask for the same.
    func isSame(_ one: Value?, _ other: Value?) -> Bool {
        if case .orElse(let usual) = self { (one ?? usual) == (other ?? usual) } else { one == other }
    }
}
