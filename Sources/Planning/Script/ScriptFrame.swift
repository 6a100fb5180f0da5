/// The parts of a script that are the same for every lab.
enum ScriptFrame {
    /// What the script can do besides building, and what it does when building fails.
    static func functions(lab: String) -> [String] {
        """

        fail() {
            printf '%s: %s\\n' \(lab) "$1" >&2
            exit "${2:-1}"
        }

        # Removes the namespaces, and with them all that is in them.
        down() {
            local node
            for node in "${own[@]}"; do
                # Of a lab that has crashed there is a link too, but it leads nowhere.
                if [[ -L /run/netns/$node && -e /run/netns/$node ]]; then
                    fail "$node belongs to a lab that warren runs: warren down \(lab) ends it"
                fi
            done
            for node in "${own[@]}"; do
                if [[ -e /run/netns/$node || -L /run/netns/$node ]]; then ip netns delete "$node"; fi
            done
        }

        # Makes a link for which the kernel may lack the driver.
        making() {
            local driver=$1 said
            shift
            if said=$("$@" 2>&1); then return; fi
            case $said in
                *'Unknown device type'* | *'not supported'*)
                    fail "this kernel has no $driver driver, and no command can do without; warren up can: nothing was built" 3 ;;
                *) fail "$said" ;;
            esac
        }

        case $#,${1-} in
            0,) ;;
            1,down)
                down
                exit
                ;;
            *) fail 'expected no argument, or: down' 64 ;;
        esac

        for tool in ip bridge sysctl; do
            command -v "$tool" >/dev/null || fail "$tool is missing (Debian: iproute2, procps)"
        done

        down
        # From here on all or nothing.
        trap down EXIT
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// What every new namespace of the stage needs first.
    static var defaults: [String] {
        let settings = NewNamespace.defaults.map { "    \($0.name)=\($0.value)" }
        return ["", "# A new namespace takes these over from the machine: back to the kernel's own defaults.", "defaults=("]
            + settings + [")", "for node in \"${nodes[@]}\"; do ip netns exec \"$node\" sysctl -qw \"${defaults[@]}\"; done"]
    }

    /// An array whose words are safe already, one a line.
    static func list(_ name: String, _ words: [String]) -> [String] {
        ["\(name)=("] + words.map { "    \($0)" } + [")"]
    }

    /// A text as comments of at most 100 characters, if it has words so short.
    static func paragraph(_ text: String) -> [String] {
        var lines: [String] = []
        for word in ShellWord.comment(text).split(separator: " ") {
            if let last = lines.last, last.count + word.count < 98 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { "# \($0)" }
    }
}
