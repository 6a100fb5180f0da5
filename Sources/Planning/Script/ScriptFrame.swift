/// The parts of a script that are the same for every lab.
enum ScriptFrame {
    /// What the script can do besides building, and what it does when building fails.
    ///
    /// - Parameter tools: the programs that it takes
    static func functions(lab: String, tools: [String], makes: Bool, runs: Bool) -> [String] {
        let parts = [ending(lab: lab), settling] + (makes ? [making] : []) + (runs ? [running] : []) + [beginning(tools: tools)]
        return parts.joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func ending(lab: String) -> String {
        """

        fail() {
            printf '%s: %s\\n' \(lab) "$1" >&2
            exit "${2:-1}"
        }

        # Ends what still runs in the namespaces: kindly, and after half a second for good.
        quiet() {
            local node tries pids=()
            for ((tries = 0; tries < 20; tries++)); do
                pids=()
                for node in "$@"; do
                    if [[ -e /run/netns/$node ]]; then mapfile -t -O "${#pids[@]}" pids < <(ip netns pids "$node" 2>/dev/null); fi
                done
                if ((${#pids[@]} == 0)); then return 0; fi
                if ((tries == 0)); then kill "${pids[@]}" 2>/dev/null || :; fi
                if ((tries > 9)); then kill -KILL "${pids[@]}" 2>/dev/null || :; fi
                sleep 0.05
            done
        }

        # Removes the namespaces, and with them all that is in them.
        down() {
            local node first
            for node in "${own[@]}"; do
                # Of a lab that has crashed there is a link too, but it leads nowhere.
                if [[ -L /run/netns/$node && -e /run/netns/$node ]]; then
                    fail "$node belongs to a lab that warren runs: warren down \(lab) ends it"
                fi
            done
            quiet "${own[@]}"
            for node in "${own[@]}"; do
                if [[ -e /run/netns/$node || -L /run/netns/$node ]]; then ip netns delete "$node"; fi
                if [[ -f /etc/netns/$node/hosts ]]; then
                    read -r first <"/etc/netns/$node/hosts" || :
                    if [[ $first == "$mark" ]]; then
                        rm "/etc/netns/$node/hosts"
                        rmdir --ignore-fail-on-non-empty "/etc/netns/$node"
                    fi
                fi
            done
            # If nobody else needs it.
            rmdir /etc/netns 2>/dev/null || :
        }
        """
    }

    /// What `Network.awaitReadiness` does for `warren up`.
    private static let settling = #"""
        # Waits until the links carry packets: up to a second after both ends are up the kernel gives a cable its queue.
        settle() {
            local node tries state waiting='<NO-CARRIER[^>]*LOWER_UP' idle=$'LOWER_UP>[^\n]* state (disabled|listening|learning)'
            for node in "${nodes[@]}"; do
                for ((tries = 0; tries < 100; tries++)); do
                    state=$(ip -n "$node" -o link show type veth && bridge -n "$node" link show)
                    if [[ ! $state =~ $waiting && ! $state =~ $idle ]]; then continue 2; fi
                    sleep 0.05
                done
                fail "a link of $node did not come up: the kernel reports no carrier"
            done
        }
        """#

    private static let making = #"""
        # Makes a link for which the kernel may lack the driver.
        making() {
            local driver=$1 said
            shift
            if said=$("$@" 2>&1); then return; fi
            case $said in
                *'Unknown device type'* | *'not supported'* | *'qdisc kind is unknown'*)
                    if [[ $driver == ipip ]]; then fail "this kernel has no ipip driver, and no command can do without; warren up can: nothing was built" 3; fi
                    fail "this kernel has no $driver driver: nothing was built" 3 ;;
                *) fail "$said" ;;
            esac
        }
        """#

    private static let running = #"""
        # Begins a program in a node: NODE PROTOCOL PORT TENTHS PROGRAM…, where PROTOCOL may be -; else it waits that many
        # tenths of a second until somebody listens on the port.
        running() {
            local node=$1 protocol=$2 port=$3 tries=$4 process
            shift 4
            type -P -- "$1" >/dev/null || fail "this machine has no $1" 3
            ip netns exec "$node" "$@" </dev/null &>/dev/null &
            process=$!
            disown "$process"
            if [[ $protocol == - ]]; then return; fi
            for ((; tries > 0; tries--)); do
                if [[ -n $(ip netns exec "$node" ss -Hnl "--$protocol" "sport = :$port") ]]; then return; fi
                if ! kill -0 "$process" 2>/dev/null; then fail "$1 of $node ended before it listened on $protocol $port"; fi
                sleep 0.1
            done
            fail "$1 of $node does not listen on $protocol $port"
        }
        """#

    private static func beginning(tools: [String]) -> String {
        """
        case $#,${1-} in
            0,) ;;
            1,down)
                down
                exit
                ;;
            *) fail 'expected no argument, or: down' 64 ;;
        esac

        for tool in \(tools.joined(separator: " ")); do
            command -v "$tool" >/dev/null || fail "$tool is missing (Debian: iproute2, procps, nftables, wireguard-tools)"
        done

        down
        # From here on all or nothing.
        trap down EXIT
        """
    }

    /// What every new namespace of the stage needs first.
    static var defaults: [String] {
        let settings = NewNamespace.defaults.map { "    \($0.name)=\($0.value)" }
        return ["", "# A new namespace takes these over from the machine: back to the kernel's own defaults.", "defaults=("]
            + settings + [")", "for node in \"${nodes[@]}\"; do ip netns exec \"$node\" sysctl -qw \"${defaults[@]}\"; done"]
    }

    /// How the nodes know each other by name, which iproute2 has a place for.
    ///
    /// - Parameter hosts: the text of an /etc/hosts
    static func names(_ hosts: String) -> [String] {
        ["", "# ip netns exec shows this as /etc/hosts.", "for node in \"${nodes[@]}\"; do"]
            + [
                "    if [[ -e /etc/netns/$node/hosts ]]; then fail \"/etc/netns/$node/hosts is somebody else's\"; fi",
                "    mkdir -p \"/etc/netns/$node\"", "    cat >\"/etc/netns/$node/hosts\" <<END", "$mark",
            ] + hosts.split(separator: "\n").map { String($0.map { $0 == "\t" ? " " : $0 }) } + ["END", "done"]
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
