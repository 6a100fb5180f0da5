/// What one unit of a link's timestamps is (option if_tsresol).
struct PcapNGTimeResolution {
    /// Units in a second, as a power of ten or of two; microseconds if not given.
    private let base: UInt64
    private let exponent: Int

    init(code: UInt8?) {
        let code = code ?? 6
        base = code & 0x80 == 0 ? 10 : 2
        exponent = Int(code & 0x7f)
    }

    /// Nanoseconds; the highest number there is if the time does not fit.
    func nanoseconds(_ units: UInt64) -> UInt64 {
        // A finer unit than this makes every 64-bit time zero nanoseconds, or close to it.
        guard let perSecond = power() else { return 0 }
        let (seconds, rest) = units.quotientAndRemainder(dividingBy: perSecond)
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let product = rest.multipliedFullWidth(by: 1_000_000_000)
        let fraction = perSecond.dividingFullWidth(product).quotient
        let (sum, carry) = whole.addingReportingOverflow(fraction)
        return overflow || carry ? .max : sum
    }

    private func power() -> UInt64? {
        var result: UInt64 = 1
        for _ in 0..<exponent {
            let (next, overflow) = result.multipliedReportingOverflow(by: base)
            if overflow { return nil }
            result = next
        }
        return result
    }
}
