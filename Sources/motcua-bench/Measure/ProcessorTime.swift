import Foundation

/// Processor time as Linux counts it (proc(5)), in seconds: whose it was in a window says whether a measurement was alone.
struct ProcessorTime {
    /// Of the service.
    let service: Double
    /// Of the process that loads it.
    let load: Double
    /// Of the whole machine, but for waiting.
    let machine: Double

    /// All three now.
    init(of service: MeasuredServer) {
        self.service = service.processorSeconds()
        load = Self.seconds(of: "self")
        machine = Self.machineSeconds()
    }

    private init(service: Double, load: Double, machine: Double) {
        self.service = service
        self.load = load
        self.machine = machine
    }

    /// What was used since.
    static func - (later: ProcessorTime, earlier: ProcessorTime) -> ProcessorTime {
        ProcessorTime(
            service: later.service - earlier.service, load: later.load - earlier.load,
            machine: later.machine - earlier.machine)
    }

    /// What neither the service nor its load used.
    var others: Double { max(0, machine - service - load) }

    /// User and system time of a process, by its number or `self`.
    static func seconds(of process: String) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
        return (user + system) / ticksPerSecond
    }

    private static func machineSeconds() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let line = text.split(separator: "\n").first
        else { return 0 }
        // cpu user nice system idle iowait irq softirq steal …: guests' time is in user's already.
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count == 8 else { return 0 }
        return (ticks.reduce(0, +) - ticks[3] - ticks[4]) / ticksPerSecond
    }

    private static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
}
