import ArgumentParser
import Namespaces
import Runtime

/// A verb that says where it can do its work. One that does not say so does it wherever it is started, without rights
/// over networks.
///
/// To ask the keeper of a running lab (``LabDoor``) is possible from anywhere, wherever the lab runs.
protocol PlacedVerb: ParsableCommand {
    var place: VerbPlace { get }
}

/// Where a verb does its work.
enum VerbPlace {
    /// Where it is started.
    case anywhere
    /// Where network namespaces can be made: an ordinary user's, in a user namespace of its own.
    ///
    /// - Parameter holdsLab: whether it holds a lab's network and runs what the lab declares, for which it needs rights
    ///   over networks and none beyond
    case newNamespaces(holdsLab: Bool)
    /// Where whoever started it has brought it; it holds a lab's network.
    case holdingLab
    /// Inside the lab of this name: an ordinary user's, in its keeper's user namespace; one in a virtual machine, by
    /// the Warren there.
    case lab(String, GuestTerminal.Use)

    /// Moves this process to where the verb can do its work. To be called before there is a second thread, which the
    /// kernel insists on.
    ///
    /// For a lab in a virtual machine, the verb is carried out there, and its status thrown.
    func enter() throws {
        switch self {
        case .anywhere: break
        case .newNamespaces(let holdsLab):
            if UserNamespace.isNeeded { UserNamespace.tryToEnterNew() }
            if holdsLab { try Capability.keepToNetworks() }
        case .holdingLab: try Capability.keepToNetworks()
        case .lab(let name, let use):
            // That it does not run is for the verb to tell.
            guard let record = try? StateDirectory().lab(name) else { return }
            if record.machine != nil { try GuestTerminal.carryOut(use, in: record) }
            if UserNamespace.isNeeded { try UserNamespace.enter(ofProcess: record.process) }
        }
    }
}
