package import Warren

/// A lab, and what was learned while it was loaded.
package struct LoadedLab: Sendable, Hashable {
    package var lab: Lab
    /// The compiler's warnings and whatever the lab printed, for the user's eyes only: empty, or lines
    /// that each end with a newline. The same whether or not the lab was remembered.
    package var notes: String
    /// Whether the lab was remembered, so that neither the compiler nor the lab was run.
    package var isFromCache: Bool
}
