import Testing

@testable import Netlink

/// The parameters of a link with a value in every field, and for each field what gives it another.
struct LinkSample<Parameters: LinkParameters>: Sendable {
    var parameters: Parameters
    /// By the name of the field.
    var changes: [String: @Sendable (inout Parameters) -> Void] = [:]
    /// The kernel does not keep these as they were asked for.
    var unasked: Set<String> = []
    /// Not among the words of the kind: said elsewhere in the command.
    var unsaid: Set<String> = []
    /// Written down as another field.
    var unrecorded: Set<String> = []
    /// Whether the kernel tells of them with the link.
    var isRead = true
}

/// A sample of any kind.
protocol AnyLinkSample: Sendable {
    var kind: any LinkParameters.Type { get }
    var fields: Set<String> { get }
    func check() throws
}

extension LinkSample: AnyLinkSample {
    var kind: any LinkParameters.Type { Parameters.self }
    var fields: Set<String> { Set(changes.keys) }

    func check() throws {
        try expectReadBack(parameters, "as it is")
        for (name, change) in changes {
            var other = parameters
            change(&other)
            let place = "\(name) of \(Parameters.kinds[0])"
            #expect(other != parameters, "\(place) is not changed")
            try expectReadBack(other, "with another \(place)")
            #expect(parameters.isMet(by: other) == unasked.contains(name), "\(place) is compared")
            #expect(other.isMet(by: parameters) == unasked.contains(name), "\(place) is compared")
            #expect(
                (parameters.arguments == other.arguments) == unsaid.contains(name),
                "\(place) is said: \(other.arguments)")
            // Either it is changed, or only a new link can have it.
            #expect(
                LinkParametersChange(from: parameters.linkKind, to: other.linkKind)?.isEmpty != true,
                "\(place) makes no difference")
            if unrecorded.contains(name) { continue }
            #expect(
                parameters.record[name] != nil && parameters.record[name] != other.record[name],
                "\(place) is written down")
        }
        #expect(parameters.isMet(by: parameters))
    }

    private func expectReadBack(_ parameters: Parameters, _ place: String) throws {
        guard isRead else { return }
        #expect(try ReadBackTests.readBack(parameters.linkKind).data == parameters.linkKind, "\(place)")
    }
}
