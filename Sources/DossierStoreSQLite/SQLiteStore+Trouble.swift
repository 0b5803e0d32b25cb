import GRDB

extension SQLiteStore {
    /// Has SQLite tell of what goes wrong within it: damaged pages, errors of the disk, a log that was recovered.
    ///
    /// Once, before the first database is opened. The code is SQLite's extended one, 27 and what ends with it a
    /// mere notice; messages name files and statements, never values. Called on whichever thread is in trouble.
    public static func tellOfTrouble(_ tell: @escaping @Sendable (_ code: Int32, _ message: String) -> Void) {
        Database.logError = { code, message in tell(code.rawValue, message) }
    }
}
