/// A lab as its keeper has it: a network that this process holds, or one in a virtual machine that it holds.
package protocol KeptLab: AnyObject {
    /// What is to be written down of it.
    var record: LabRecord { get }
    /// How long it took to build.
    var buildTime: Duration { get }
    /// Readable when ``isOver()`` is to be asked.
    var descriptors: [Int32] { get }
    /// Whether it has ended by itself.
    func isOver() -> Bool
    /// Answers a request, or says why not.
    ///
    /// - Returns: what may take long, to be done on another thread and cancelled when the caller hangs up; nothing else
    ///   but ``DescribeRequest`` is asked meanwhile
    func answer(_ request: ControlRequest, to caller: ControlConnection) -> (@Sendable () -> Void)?
    /// Lets go of what it takes only while something is asked of it.
    func rest()
}

extension KeptLab {
    package var descriptors: [Int32] { [] }
    package func isOver() -> Bool { false }
    package func rest() {}
}
