import Planning

/// What kind of work a step is: steps of one kind that follow each other are done together.
enum Round {
    case namespaces
    case settings
    /// Links are made before anything is done with one: a veth's other end lives in another namespace. But for the delay of
    /// their answers: see ``Network/withEarlyDelays(_:)``.
    case links
    case requests
    case deletions
    case forgetting
    case services
    case removal
    case firewalls
    case wireGuard

    /// Whether a step of that kind may join this round. New namespaces take the settings that follow with them.
    func takes(_ other: Round) -> Bool { other == self || self == .namespaces && other == .settings }

    init(_ operation: Planning.Operation) {
        switch operation {
        case .createNamespace: self = .namespaces
        case .removeNamespace: self = .removal
        case .setSysctl, .restoreSysctl: self = .settings
        case .createLink, .setProxyDelay: self = .links
        case .deleteLink: self = .deletions
        case .forgetLearned: self = .forgetting
        case .setFirewall, .removeFirewall: self = .firewalls
        case .setWireGuard, .addWireGuardPeer, .removeWireGuardPeer: self = .wireGuard
        case .serve, .stopServing, .start, .end: self = .services
        default: self = .requests
        }
    }
}
