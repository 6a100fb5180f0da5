/// A lab as its keeper has it: a network that this process holds, or one in a virtual machine that it holds.
public protocol KeptLab: AnyObject {
    /// What is to be written down of it.
    var record: LabRecord { get }
    /// How long it took to build.
    var buildTime: Duration { get }
    /// Readable when ``isOver()`` is to be asked.
    var descriptors: [Int32] { get }
    /// Whether it has ended by itself.
    func isOver() -> Bool
    /// Compares it with what is asked for, and brings it there if that is asked for.
    func answer(_ request: ControlRequest) -> ControlReply
    /// Lets go of what it takes only while something is asked of it.
    func rest()
}

extension KeptLab {
    public var descriptors: [Int32] { [] }
    public func isOver() -> Bool { false }
    public func rest() {}
}
