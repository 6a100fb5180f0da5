// Whoever runs a lab gets findings, and has them with this import.
@_exported import Findings
