import Netlink
import Planning

/// What kind of work a step is: steps of one kind that follow each other are done together.
enum Round: Equatable {
    case namespaces
    case settings
    /// Links are made before anything is done with one: a veth's other end lives in another namespace. But for the delay of
    /// their answers, which comes right after.
    case links
    case requests
    /// Made once every link is up, and not only those of its node.
    case carried
    case deletions
    case forgetting
    case services
    case removal
    case firewalls
    /// Requests to a family of generic netlink.
    case generic(String)

    /// Whether a step of that kind may join this round. New namespaces take the settings that follow with them.
    func takes(_ other: Round) -> Bool { other == self || self == .namespaces && other == .settings }

    init(_ operation: Planning.Operation) {
        switch operation {
        case .createNamespace: self = .namespaces
        case .removeNamespace: self = .removal
        case .setSysctl, .restoreSysctl: self = .settings
        case .createLink: self = .links
        case .changeLink(_, let change): self = change.isOfProxyDelay ? .links : .requests
        case .deleteLink: self = .deletions
        case .forgetLearned: self = .forgetting
        case .setFirewall, .removeTable: self = .firewalls
        case .add(let object) where object.value.needsCarrier: self = .carried
        case .add(let object), .remove(let object):
            switch type(of: object.value).family {
            case .route: self = .requests
            case .generic(let family): self = .generic(family)
            }
        case .serve, .stopServing, .start, .end: self = .services
        }
    }
}
