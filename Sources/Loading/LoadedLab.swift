public import Warren

/// A lab, and what was learned while it was loaded.
public struct LoadedLab: Sendable, Hashable {
    public var lab: Lab
    /// The compiler's warnings and whatever the lab printed, for the user's eyes only: empty, or lines
    /// that each end with a newline. The same whether or not the lab was remembered.
    public var notes: String
    /// Whether the lab was remembered, so that neither the compiler nor the lab was run.
    public var isFromCache: Bool
}
