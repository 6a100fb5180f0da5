extension Sequence where Element: Hashable {
    /// Each once, in the order in which it came first, and how often it came.
    var counted: [(element: Element, count: Int)] {
        var positions: [Element: Int] = [:]
        return reduce(into: []) { all, element in
            if let position = positions[element] {
                all[position].count += 1
            } else {
                positions[element] = all.count
                all.append((element, 1))
            }
        }
    }
}
