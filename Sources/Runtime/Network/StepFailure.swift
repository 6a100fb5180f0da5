import Firewalls
import Glibc
import Namespaces
import Netlink
import Planning
import Serving
import Warren

/// A step that the kernel refused, with the line of the lab that asked for it.
package struct StepFailure: Error, Sendable {
    package var step: Step
    /// The kernel's own words, or the C library's for the error number.
    package var reason: String
    package var errno: Int32
    /// What of the step was refused, where it is one of several commands.
    private var command: String?

    package var source: SourceLocation { step.source }

    init(_ step: Step, _ error: any Error) {
        self.step = step
        switch error {
        case let error as NetlinkError:
            errno = error.errno
            var words = error.message ?? String(cString: strerror(error.errno))
            if let attribute = error.attribute ?? error.missingAttribute { words += " (\(attribute))" }
            reason = words
        case let error as KernelSetting.Refusal:
            errno = error.errno
            reason = error.errno == ENOENT ? "this kernel has no such setting" : String(cString: strerror(error.errno))
        case let error as NodeProcess.Failure:
            errno = error.errno
            reason = error.words
        case let error as SystemError:
            errno = error.errno
            reason = error.description
        case let error as Nft.Refusal:
            errno = error.errno
            reason = error.description
        case let error as Nft.Unavailable:
            errno = EOPNOTSUPP
            reason = error.description
        default:
            errno = EIO
            reason = "\(error)"
        }
    }

    /// One statement of a node's firewall, with the line of its own.
    init(_ step: Step, _ error: any Error, statement: Declared<String>) {
        self.init(step, error)
        self.step.source = statement.source
        command = "nft \(statement.value)"
    }

    /// A link whose driver the kernel lacks, and which Warren could not stand in for either.
    init(withoutDriver step: Step, relay error: SystemError) {
        self.step = step
        errno = EOPNOTSUPP
        reason = "the kernel has no driver for it, and no relay can take its place: \(error)"
    }

    /// Whether this machine cannot do it at all, as opposed to the lab asking for something impossible.
    package var isMachineLimit: Bool {
        if [EMFILE, ENFILE, ENOMEM, EAGAIN].contains(errno) { return true }
        return switch step.operation {
        case .createNamespace: true
        case .createLink: errno == EOPNOTSUPP || errno == EPERM
        case .add(let object): errno == EPERM || type(of: object.value).isUnsupported(errno)
        case .setFirewall: errno == EOPNOTSUPP || errno == EPERM
        case .start: errno == ENOENT || errno == EPERM
        // A bond refuses a port that is not as it wants it by the same number, and that is no lack of rights.
        case .changeLink(_, let change): errno == EPERM && change.master == .unchanged
        case .removeNamespace, .deleteLink, .forgetLearned, .remove, .setSysctl, .restoreSysctl, .removeTable, .serve,
            .stopServing, .end:
            errno == EPERM
        }
    }
}

extension StepFailure {
    /// Why a stage is not tried: `ip link add mustang.tun0 … in host1: …`
    var limit: String { "this machine cannot do `\(command ?? step.command)`: \(reason)" }
}

extension StepFailure: CustomStringConvertible {
    /// `labs/x.swift:12: error: the kernel refused "ip link add vxlan0 …" in host1: Device or resource busy`
    package var description: String {
        if case .start = step.operation { return "\(source): error: `\(step.command)` does not run in \(step.node): \(reason)" }
        return "\(source): error: the kernel refused `\(command ?? step.command)` in \(step.node): \(reason)"
    }
}
