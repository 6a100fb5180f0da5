import ArgumentParser
import Loading
import Planning
import Reporting
import Runtime
import Warren

/// A lab file as a verb needs it: loaded and planned, or refused with its lines.
struct LabFile {
    let path: String
    /// The path and the settings as they are typed, for a command that somebody may copy.
    let typed: String
    let lab: Lab
    let plan: Plan
    /// What the compiler and the lab itself had to say; mostly nothing.
    private(set) var notes: String

    /// Why a file is no lab that can be run here.
    struct Refusal: Error {
        var lines: [String]
        var status: ExitStatus
        /// Those that the lines speak of.
        var files: Set<String> = []
    }

    /// Loads and plans a file; complains and ends with status 2 if the lab is wrong.
    ///
    /// - Parameter settings: what the lab's parameters are set to, by their names
    init(_ path: String, settings: [String: String] = [:]) throws {
        self = try Self.orComplain { try Self(loading: path, settings: settings) }
        if !notes.isEmpty { complain(notes) }
    }

    /// Complains of a ``Refusal``, and ends with its status.
    static func orComplain<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let refusal as Refusal {
            for line in refusal.lines { complain(line) }
            throw ExitCode(refusal.status.rawValue)
        }
    }

    /// A path and settings as they are typed.
    static func typed(_ path: String, _ settings: [String: String]) -> String {
        ([path] + settings.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] })
            .map(ShellWord.quoted).joined(separator: " ")
    }

    /// Loads and plans a file without a word; throws a ``Refusal``.
    init(loading path: String, settings: [String: String] = [:]) throws {
        try self.init(path, settings: settings, reading: Self.evaluate(path, settings: settings))
    }

    /// What a file holds, which nobody has read yet; throws a ``Refusal``.
    static func evaluate(_ path: String, settings: [String: String]) throws -> EvaluatedLab {
        do { return try Blocking.run { try await LabLoader().evaluate(path, settings: settings) } } catch let error as LoadingError {
            // Whatever became of the compiler, the signal was why.
            if let status = Interruption.status { throw Refusal(lines: ["warren: interrupted"], status: status) }
            throw Refusal(error)
        }
    }

    /// What the lab calls itself; throws a ``Refusal`` if there is not one lab.
    static func name(of evaluated: EvaluatedLab) throws -> String {
        do { return try evaluated.name() } catch { throw Refusal(error) }
    }

    /// Reads and plans what a file holds; throws a ``Refusal``.
    init(_ path: String, settings: [String: String] = [:], reading evaluated: EvaluatedLab) throws {
        let lab: Lab
        do { lab = try evaluated.lab() } catch { throw Refusal(error) }
        do { try self.init(path, settings: settings, evaluated: lab) } catch var refusal as Refusal {
            if !refusal.files.contains(path) {
                refusal.lines.append("\(path): note: a portable lab; these are lines of the file that it was built from")
            }
            throw refusal
        }
        notes = evaluated.notes
    }

    /// Reads and plans what somebody else has found in a file; throws a ``Refusal``.
    init(_ written: WrittenLab) throws {
        let document = EvaluatedLab(path: written.file, document: Array(written.document), isCompiled: written.isCompiled)
        try self.init(written.file, reading: document)
    }

    /// Plans a lab that somebody else has loaded from the file; throws a ``Refusal``.
    init(_ path: String, settings: [String: String], evaluated lab: Lab) throws {
        self.path = path
        typed = Self.typed(path, settings)
        self.lab = lab
        notes = ""
        do { plan = try Plan(lab) } catch {
            throw Refusal(lines: error.lines, status: .labIsWrong, files: Set(error.problems.map(\.source.file)))
        }
    }

    /// The stage that `--stage` names, or the last one.
    func stage(_ name: String?) throws -> StagePlan {
        guard let name else { return plan.stages[plan.stages.count - 1] }
        if let stage = plan.stage(named: name) { return stage }
        let known = plan.stages.map { "\($0.number) \($0.title)" }.joined(separator: ", ")
        throw ValidationError(VisibleText.of("\(path) has no stage \"\(name)\"; it has \(known)"))
    }
}

extension LabFile.Refusal {
    fileprivate init(_ error: LoadingError) {
        self.init(lines: error.lines, status: error.isMachineLimit ? .machineCannot : .labIsWrong)
    }
}

extension LoadingError {
    /// Whether the lab may be fine and the machine lacks what it takes to read it.
    var isMachineLimit: Bool {
        switch problem {
        case .compilerMissing, .libraryMissing, .cannotEvaluate: true
        default: false
        }
    }
}
