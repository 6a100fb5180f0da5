import Glibc

extension KeeperProcess {
    /// Asks the keeper of a running lab, and waits for its answer.
    public static func ask(_ request: ControlRequest, of record: LabRecord, state: StateDirectory = StateDirectory()) throws -> ControlReply {
        try ControlSocket.ask(request, at: state.controlPath(of: record.name))
    }
}
