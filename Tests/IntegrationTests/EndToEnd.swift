import Testing

/// The real program on the real kernel.
///
/// One test after the other: some compare the whole machine before and after, and must not see another's lab.
@Suite("End to end", .serialized)
struct EndToEnd {}
