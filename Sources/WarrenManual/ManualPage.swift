/// A page of section 1, in mdoc(7), of what a command says about itself and of sections that are written by hand.
struct ManualPage {
    /// The order that mdoc(7) asks for.
    private static let order = ["NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"]
    private static let exitStatus = "Exit status: "

    /// `warren-explain`; `warren` itself for the program.
    var name: String
    /// Such as `warren 0.1.0`.
    var version: String
    /// Such as `November 21, 2026`.
    var date: String
    private var sections: [(title: String, lines: [String])] = []

    var fileName: String { name + ".1" }

    /// The page of the program.
    ///
    /// - Parameter more: sections written by hand: `.Sh TITLE` and what follows it
    init(program: CommandDescription, more: String, version: String, date: String) {
        self.init(name: program.commandName, abstract: program.abstract, version: version, date: date)
        sections.append(("SYNOPSIS", [".Nm", ".Ar verb", ".Op Ar options", ".Ar ...", ".Nm", ".Fl \\-help | \\-version"]))
        describe(program.discussion ?? "")
        var verbs = [".Ss The verbs", ".Bl -tag -width Ds"]
        for verb in program.verbs {
            verbs += [".It Xr \(Self.name(of: verb, of: program)) 1"] + Mdoc.sentences(verb.abstract ?? "")
        }
        add("DESCRIPTION", verbs + [".El"])
        for line in more.split(separator: "\n") {
            if line.hasPrefix(".Sh ") { add(String(line.dropFirst(4)), []) } else { sections[sections.count - 1].lines.append(String(line)) }
        }
    }

    /// The page of one of its verbs.
    init(verb: CommandDescription, of program: CommandDescription, version: String, date: String) {
        self.init(name: Self.name(of: verb, of: program), abstract: verb.abstract, version: version, date: date)
        let arguments = (verb.arguments ?? []).filter(\.shouldDisplay)
        sections.append(("SYNOPSIS", [".Nm \(program.commandName) \(verb.commandName)"] + arguments.flatMap(\.synopsis)))
        describe(verb.discussion ?? "")
        if !arguments.isEmpty {
            add("DESCRIPTION", [".Ss Arguments and options", ".Bl -tag -width Ds"] + arguments.flatMap(\.item) + [".El"])
        }
        add("SEE ALSO", [".Xr \(program.commandName) 1"])
    }

    private init(name: String, abstract: String?, version: String, date: String) {
        (self.name, self.version, self.date) = (name, version, date)
        var words = abstract ?? ""
        if words.hasSuffix(".") { words.removeLast() }
        sections.append(("NAME", [".Nm \(name)", ".Nd \(Mdoc.text(words.prefix(1).lowercased() + words.dropFirst()))"]))
    }

    /// `warren-explain`
    static func name(of verb: CommandDescription, of program: CommandDescription) -> String { "\(program.commandName)-\(verb.commandName)" }

    private mutating func describe(_ discussion: String) {
        var description: [String] = []
        for paragraph in Mdoc.paragraphs(discussion) {
            let first = paragraph.lines[0]
            if first.hasPrefix(Self.exitStatus) {
                let text = paragraph.lines.joined(separator: " ").dropFirst(Self.exitStatus.count)
                add("EXIT STATUS", Mdoc.sentences(String(text)))
            } else {
                description += paragraph.mdoc(isFirst: description.isEmpty)
            }
        }
        add("DESCRIPTION", description)
    }

    private mutating func add(_ title: String, _ lines: [String]) {
        if let place = sections.firstIndex(where: { $0.title == title }) {
            sections[place].lines += lines
        } else {
            sections.append((title, lines))
        }
    }

    var text: String {
        var lines = [".Dd \(date)", ".Dt \(name.uppercased()) 1", ".Os \(Mdoc.argument(version))"]
        let last = Self.order.count
        for section in sections.sorted(by: { (Self.order.firstIndex(of: $0.title) ?? last) < (Self.order.firstIndex(of: $1.title) ?? last) })
        where !section.lines.isEmpty {
            lines += [".Sh \(section.title)"] + section.lines
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension CommandDescription.Argument {
    /// `.Op Fl \-stage Ar stage`
    fileprivate var synopsis: [String] {
        let more = isRepeating ? " ..." : ""
        switch kind {
        case .positional: return [isOptional ? ".Op Ar \(value)\(more)" : ".Ar \(value)\(more)"]
        case .option: return [".Op Fl \(flags[0]) Ar \(value)\(more)"]
        case .flag: return [".Op Fl \(flags[0])"]
        }
    }

    /// An item of a list: the argument, and what it is for.
    fileprivate var item: [String] {
        let heading: String
        switch kind {
        case .positional: heading = "Ar \(value)"
        case .option: heading = flags.map { "Fl \($0) Ar \(value)" }.joined(separator: " , ")
        case .flag: heading = flags.map { "Fl \($0)" }.joined(separator: " , ")
        }
        var words = Mdoc.sentences(abstract ?? "")
        if let allValues, !allValues.isEmpty { words.append("One of " + Mdoc.text(allValues.joined(separator: ", ")) + ".") }
        if let defaultValue, kind != .flag { words.append("The default is " + Mdoc.text(defaultValue) + ".") }
        return [".It \(heading)"] + words
    }

    private var value: String { Mdoc.argument(valueName ?? "value") }

    /// As `Fl` takes them: without the first minus.
    private var flags: [String] {
        (names ?? []).map { $0.kind == "long" ? Mdoc.argument("-" + $0.name) : Mdoc.argument($0.name) }
    }
}
