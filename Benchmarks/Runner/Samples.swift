import Foundation

/// One figure, measured several times.
struct Samples {
    private var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }

    var median: Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
    var least: Double { values.min() ?? .nan }
    var most: Double { values.max() ?? .nan }
    var count: Int { values.count }

    /// Milliseconds as a reader wants them: `1.24 s`, `38 ms`, `4.1 ms`.
    static func time(_ milliseconds: Double) -> String {
        switch milliseconds {
        case ..<0.1: String(format: "%.3f ms", milliseconds)
        case ..<1: String(format: "%.2f ms", milliseconds)
        case ..<10: String(format: "%.1f ms", milliseconds)
        case ..<1000: String(format: "%.0f ms", milliseconds)
        default: String(format: "%.2f s", milliseconds / 1000)
        }
    }

    /// The median with the extremes behind it: `38 ms (36 ms to 51 ms)`.
    var times: String { "\(Self.time(median)) (\(Self.time(least)) to \(Self.time(most)))" }

    /// How many times the other's median this one's is: `0.93`.
    func ratio(to other: Samples) -> String { String(format: "%.2f", median / other.median) }
}
