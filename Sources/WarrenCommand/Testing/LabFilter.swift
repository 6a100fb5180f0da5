import Glibc

/// `--filter`: which of the labs are meant.
struct LabFilter {
    let pattern: String

    /// Those files whose path or lab name is meant. A name is known only from the file's contents, so those files
    /// are read whose path tells nothing; one that is no lab has no name.
    func select(_ files: [String]) -> [String] {
        files.filter { file in
            if matches(file) || matches(String(file.split(separator: "/").last ?? "")) { return true }
            guard Interruption.status == nil, let lab = try? LabFile(loading: file) else { return false }
            return matches(lab.plan.name)
        }
    }

    /// With `*`, `?` or `[` a shell's pattern for the whole, else a part of it.
    func matches(_ text: String) -> Bool {
        if pattern.contains(where: { "*?[".contains($0) }) { return fnmatch(pattern, text, 0) == 0 }
        return text.contains(pattern)
    }
}
