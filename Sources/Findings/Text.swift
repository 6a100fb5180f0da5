import Warren


/// Numbers for people.
public enum Text {
    /// `0.34 ms`, `12 ms`, `1.20 s`: three digits at the most.
    public static func milliseconds(_ duration: Duration) -> String {
        let value = duration.milliseconds
        if value >= 1000 { return rounded(value / 1000, 2) + " s" }
        return (value >= 100 ? rounded(value, 0) : value >= 10 ? rounded(value, 1) : rounded(value, 2)) + " ms"
    }

    private static func rounded(_ value: Double, _ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let number = Int((value * scale).rounded())
        guard digits > 0 else { return String(number) }
        let fraction = String(number % Int(scale))
        return "\(number / Int(scale))." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
    }

    /// `1 step`, `6 steps`
    public static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)" + (number == 1 ? "" : "s")
    }
}
