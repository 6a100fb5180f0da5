import Warren

/// What runs: the lab as it was last brought up or applied, with the values of its parameters.
package struct DescribeRequest: ControlQuestion {
    package struct Answer: Sendable, Codable {
        package var lab: Lab
        /// The number of the stage that stands, counted from 1.
        package var stage: Int
    }

    package init() {}

    package var request: ControlRequest { .describe(self) }
}
