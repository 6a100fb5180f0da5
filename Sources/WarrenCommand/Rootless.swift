import ArgumentParser
import Namespaces
import Runtime

/// A verb that makes network namespaces, or enters them.
protocol NamespaceVerb: ParsableCommand {
    /// The running lab that it enters; `nil`: it makes namespaces of its own.
    var runningLab: String? { get }
    /// Whether the namespaces are another machine's.
    var isElsewhere: Bool { get }
}

extension NamespaceVerb {
    var isElsewhere: Bool { false }
}

/// An ordinary user's labs: in user namespaces, one for each keeper or verb.
enum Rootless {
    /// Moves this process to where the verb can do its work. To be called before there is a second thread, which the
    /// kernel insists on.
    static func enter(for verb: any NamespaceVerb) throws {
        guard !verb.isElsewhere, UserNamespace.isNeeded else { return }
        if let name = verb.runningLab {
            // That it does not run is for the verb to tell.
            if let record = try? StateDirectory().lab(name) { try UserNamespace.enter(ofProcess: record.process) }
            return
        }
        UserNamespace.tryToEnterNew()
    }
}

extension TestVerb: NamespaceVerb {
    var runningLab: String? { nil }
    var isElsewhere: Bool { machine.usesMachine }
}
extension WalkVerb: NamespaceVerb { var runningLab: String? { nil } }
extension UpVerb: NamespaceVerb {
    var runningLab: String? { nil }
    var isElsewhere: Bool { machine.usesMachine }
}
extension DoctorVerb: NamespaceVerb {
    var runningLab: String? { nil }
    var isElsewhere: Bool { machine.usesMachine }
}
extension FeaturesVerb: NamespaceVerb { var runningLab: String? { nil } }
extension ExecVerb: NamespaceVerb { var runningLab: String? { name } }
extension ShellVerb: NamespaceVerb { var runningLab: String? { name } }
extension InspectVerb: NamespaceVerb { var runningLab: String? { name } }
extension CaptureVerb: NamespaceVerb { var runningLab: String? { name } }
