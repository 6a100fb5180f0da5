import Netlink

extension PlannedLink {
    /// What must change about a link that was as `before`, or has just been made; `nil`: nothing.
    ///
    /// - Parameter joinsDown: whether the link becomes or was a port of a link whose ports join it down
    func change(from before: PlannedLink?, joinsDown: Bool = false) -> LinkChange? {
        var change = LinkChange()
        if let before {
            if let parameters = parametersChange(from: before), !parameters.isEmpty { change.parameters = parameters }
            if mtu != before.mtu { change.mtu = mtu }
            if mac != before.mac { change.mac = mac }
            if master != before.master { change.master = master.map { .link($0) } ?? .none }
            if hairpin != before.hairpin { change.hairpin = hairpin }
            for (setting, value) in ipv4Settings where before.ipv4Settings[setting] != value { change.ipv4Settings[setting] = value }
            for setting in before.ipv4Settings.keys where ipv4Settings[setting] == nil { change.ipv4Settings[setting] = 0 }
            if isUp != before.isUp { change.up = isUp }
            if joinsDown, master != before.master {
                change.isDownFirst = before.isUp
                (change.up, change.isUpLast) = (isUp, true)
            }
        } else {
            // The request that makes a link sets its address and MTU, and those of a veth's other end; the kernel makes lo.
            if origin == .namespace, setsMTU { change.mtu = mtu }
            if let master { change.master = .link(master) }
            if hairpin { change.hairpin = true }
            change.ipv4Settings = ipv4Settings
            if isUp { change.up = true }
            if joinsDown, master != nil { (change.up, change.isUpLast) = (isUp, true) }
        }
        return change == LinkChange() ? nil : change
    }
}

extension PlannedLink {
    /// What makes the other link this one, where they are of one kind and the kernel can.
    func parametersChange(from before: PlannedLink) -> LinkParametersChange? {
        guard case .request(let old) = before.origin, case .request(let new) = origin else { return nil }
        return LinkParametersChange(from: old, to: new)
    }

    /// Whether the other link can become this one by changes alone.
    func isSame(as before: PlannedLink) -> Bool {
        lowerNode == before.lowerNode && (origin == before.origin && peer == before.peer || peer == nil && parametersChange(from: before) != nil)
    }
}

extension LinkChange {
    /// Why a new link is changed so.
    func reason(_ link: PlannedLink) -> String {
        var parts: [String] = []
        if case .link(let master) = master { parts.append("a port of \(master)") }
        if ipv4Settings[.proxyARP] == 1 { parts.append("answers ARP requests for every address that is routed elsewhere") }
        if up == true { parts.append("up") }
        return parts.isEmpty ? link.reason : parts.joined(separator: "; ")
    }
}
