/// Changes bytes as fuzzers do: flips, cuts, repeats, lengths that lie, and parts of another input.
struct ChangeGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }

    mutating func change(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0...Int.random(in: 0..<4, using: &self) {
            guard !result.isEmpty else { return other }
            let position = Int.random(in: result.indices, using: &self)
            switch Int.random(in: 0..<7, using: &self) {
            case 0: result[position] = UInt8.random(in: 0...255, using: &self)
            case 1: result[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2: result.removeSubrange(position...)
            case 3: result.remove(at: position)
            case 4: result[position] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &self) ?? 0
            case 5: result.insert(contentsOf: result[position...].prefix(Int.random(in: 0..<64, using: &self)), at: position)
            default: result.replaceSubrange(position..., with: other.dropFirst(Int.random(in: 0...other.count, using: &self)))
            }
        }
        return result
    }
}
