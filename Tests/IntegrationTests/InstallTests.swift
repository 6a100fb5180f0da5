import Foundation
import Testing

extension EndToEnd {
    @Suite("What make install puts in place", .serialized)
    struct InstallTests {
        static let verbs = [
            "test", "walk", "up", "plan", "apply", "down", "list", "prove", "ping", "connect", "exec", "shell", "inspect", "capture", "explain", "graph", "build", "doctor", "vm",
        ]

        @Test("an ordinary user compiles and explains a lab of their own, in a directory of their own")
        func ordinaryUser() throws {
            let place = try Installation()
            try #expect(place.install().status == 0)
            try Data(SmallLab.pair().utf8).write(to: URL(fileURLWithPath: place.home + "/mine.swift"))
            try FileManager.default.createSymbolicLink(atPath: place.home + "/warren", withDestinationPath: place.program)

            let explained = try place.asNobody(place.program, "explain", "mine.swift")
            #expect(explained.status == 0 && explained.output.contains("ip addr add 10.9.0.1/24 dev eth0"), "\(explained.errors)")
            let library = try #require(FileManager.default.enumerator(atPath: place.home + "/.cache/warren/modules")).compactMap { $0 as? String }
            #expect(library.contains { $0.hasPrefix("Warren-") && $0.hasSuffix(".swiftmodule") }, "the interface was not used")

            let built = try place.asNobody("./warren", "build", "mine.swift")
            #expect(built.output == "pair.lab: pair, portable\n", "\(built.errors)")
            for verb in ["plan", "graph"] {
                let outcome = try place.asNobody(place.program, verb, "mine.swift")
                #expect(outcome.status == 0 && outcome.output.contains("10.9.0.2/24"), "\(verb): \(outcome.errors)")
            }
        }

        @Test("an ordinary user tests it, too", .enabled(if: UserNamespaces.areAllowed, "\(UserNamespaces.reason)"))
        func testedByNobody() throws {
            let place = try Installation()
            try #expect(place.install().status == 0)
            try Data(SmallLab.pair().utf8).write(to: URL(fileURLWithPath: place.home + "/mine.swift"))
            let tested = try place.asNobody(place.program, "test", "mine.swift")
            #expect(tested.status == 0 && tested.output.contains("1 held"), "\(tested.output)\(tested.errors)")
        }

        @Test("every lab of the repository is understood with the installed library as it is without")
        func everyLab() throws {
            let place = try Installation()
            try #expect(place.install().status == 0)
            for name in try FileManager.default.contentsOfDirectory(atPath: Package.path + "/labs").sorted() where name.hasSuffix(".swift") {
                let file = "\(Package.path)/labs/\(name)"
                let installed = try place.asNobody(place.program, "explain", file)
                #expect(installed.status == 0, "\(name): \(installed.errors)")
                #expect(try installed.output == warren("explain", file).output, "\(name)")
            }
        }

        @Test("root tests labs, and brings one up and down")
        func root() throws {
            let place = try Installation(), folder = try LabFolder()
            try #expect(place.install().status == 0)
            let lab = try folder.write(SmallLab.pair()), name = folder.name()
            let tested = try Program([place.program, "test", lab], environment: WarrenProgram.environment).end()
            #expect(tested.status == 0 && tested.output.contains("1 held"), "\(tested.output)\(tested.errors)")
            let up = try Program([place.program, "up", lab, "--name", name], environment: WarrenProgram.environment).end()
            #expect(up.status == 0, "\(up.errors)")
            let address = try Program([place.program, "exec", name, "red", "--", "ip", "-br", "addr", "show", "eth0"]).end()
            #expect(address.output.contains("10.9.0.1/24"), "\(address.errors)")
            #expect(try Program([place.program, "down", name]).end().status == 0)
        }

        @Test("bash completes verbs, and the options of a verb")
        func bash() throws {
            let place = try Installation()
            try #expect(place.install().status == 0)
            let file = place.prefix + "/share/bash-completion/completions/warren"
            #expect(try run("bash", "-n", file).status == 0)
            func complete(_ words: String...) throws -> [String] {
                let script = """
                    . "$1"; shift; complete -p warren >&2 || exit 1
                    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                    _warren warren "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"; printf '%s\\n' "${COMPREPLY[@]}"
                    """
                let outcome = try Program(["bash", "--norc", "-c", script, "bash", file] + words).end()
                #expect(outcome.status == 0 && outcome.errors.contains("-F _warren warren"), "\(outcome.errors)")
                return outcome.lines
            }
            #expect(try complete("warren", "ex") == ["exec", "explain"])
            #expect(try complete("warren", "explain", "--sc") == ["--script"])
        }

        @Test("zsh finds its completions, and fish completes verbs")
        func otherShells() throws {
            let place = try Installation()
            try #expect(place.install().status == 0)
            let functions = place.prefix + "/share/zsh/site-functions"
            let zsh = try run("zsh", "-f", "-c", "fpath=(\"$1\" $fpath); autoload -U compinit; compinit -D -u; print $_comps[warren]; autoload +X _warren && print loaded", "zsh", functions)
            #expect(zsh.lines == ["_warren", "loaded"], "\(zsh.errors)")
            let fish = try run("fish", "--no-config", "-c", "source $argv[1]; set PATH $argv[2] $PATH; complete -C 'warren ex'", place.prefix + "/share/fish/vendor_completions.d/warren.fish", place.prefix + "/bin")
            #expect(fish.lines.map { $0.split(separator: "\t")[0] } == ["exec", "explain"], "\(fish.output)\(fish.errors)")
        }

        @Test("the manual has a page for the program and for each verb, in which mandoc finds nothing wrong")
        func manual() throws {
            let place = try Installation()
            try #expect(place.install().status == 0)
            let pages = place.prefix + "/share/man/man1"
            #expect(Set(Installation.contents(pages)) == Set(["warren.1"] + Self.verbs.map { "warren-\($0).1" }))
            let help = try warren("--help").output
            for verb in Self.verbs { #expect(help.contains("\n  \(verb) "), "\(verb)") }
            for page in Installation.contents(pages) {
                let lint = try run("mandoc", "-Tlint", "-Wwarning", "\(pages)/\(page)")
                #expect(lint.status == 0 && lint.output == "", "\(lint.output)")
            }
            let text = try run("mandoc", "-Tascii", pages + "/warren-test.1").output.split(separator: "\n").map(Self.withoutOverstrikes).joined(separator: "\n")
            #expect(text.contains("--timeout seconds\n") && text.contains("       warren test labs --jobs 4 --timeout 60 --artifacts failed"), "\(text)")
            let program = try run("mandoc", "-Tascii", pages + "/warren.1").output.split(separator: "\n").map(Self.withoutOverstrikes).joined(separator: "\n")
            for part in ["EXIT STATUS\n     0 all held, 1 an expectation failed", "WARREN_SWIFTC", "warren-doctor(1)"] { #expect(program.contains(part), "\(program)") }
        }

        /// A terminal's bold is a letter, a backspace and the letter again.
        private static func withoutOverstrikes(_ line: Substring) -> String {
            var text: [Character] = []
            for character in line { if character == "\u{8}" { _ = text.popLast() } else { text.append(character) } }
            return String(text)
        }

        @Test("uninstalling leaves nothing, not even the prefix that was made for it")
        func uninstall() throws {
            let place = try Installation()
            #expect(try place.install().status == 0 && place.install().status == 0)
            #expect(FileManager.default.isExecutableFile(atPath: place.program))
            let outcome = try place.uninstall()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(Installation.contents(place.directory) == ["home"])
            let again = try place.uninstall()
            #expect(again.status == 1 && again.errors.contains("nothing at \(place.prefix) was installed"), "\(again.errors)")
        }

        @Test("what others have at the prefix stays, and directories that were there, though empty; what an older version had goes")
        func neighbours() throws {
            let place = try Installation()
            try FileManager.default.createDirectory(atPath: place.prefix + "/share/man/man1", withIntermediateDirectories: true)
            try #expect(place.install().status == 0)
            for path in ["/bin/other", "/share/man/man1/warren-former.1"] { try Data().write(to: URL(fileURLWithPath: place.prefix + path)) }
            let list = place.prefix + "/lib/warren/installed"
            let kept = try String(contentsOfFile: list, encoding: .utf8)
            try Data((kept + "file share/man/man1/warren-former.1\n").utf8).write(to: URL(fileURLWithPath: list))
            try #expect(place.install().status == 0)
            #expect(!FileManager.default.fileExists(atPath: place.prefix + "/share/man/man1/warren-former.1"))
            try #expect(place.uninstall().status == 0)
            #expect(Installation.contents(place.prefix) == ["bin", "bin/other", "share", "share/man", "share/man/man1"])
        }

        @Test("DESTDIR is before the prefix; a prefix that is no absolute path is refused")
        func destination() throws {
            let place = try Installation()
            let staged = place.directory + "/staged tree"
            try #expect(place.install(to: "/usr", destination: staged).status == 0)
            #expect(FileManager.default.isExecutableFile(atPath: staged + "/usr/bin/warren"))
            let list = try String(contentsOfFile: staged + "/usr/lib/warren/installed", encoding: .utf8)
            #expect(!list.contains(staged))
            try #expect(place.uninstall(from: "/usr", destination: staged).status == 0)
            #expect(!FileManager.default.fileExists(atPath: staged + "/usr"))
            let refused = try place.install(to: "relative/path")
            #expect(refused.status == 1 && refused.errors.contains("expected an absolute path"), "\(refused.errors)")
        }
    }
}
