internal import Logging

/// The process's log: to standard error, since standard output is for results.
enum Log {
    static func make() -> Logger {
        let level = Environment.value("CLAVIGER_LOG_LEVEL").flatMap { Logger.Level(rawValue: $0.lowercased()) }
        var logger = Logger(label: "claviger") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level ?? .warning
        return logger
    }
}
