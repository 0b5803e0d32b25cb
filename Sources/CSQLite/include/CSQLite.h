// What of SQLite's C interface Swift can't call: its configuration is variadic.
#pragma once

// Declared here and not included, because GRDB's module has sqlite3.h already, and a type may come from one module only.
extern int sqlite3_config(int, ...);

// Without statistics of its memory (option SQLITE_CONFIG_MEMSTATUS), SQLite takes no lock at each allocation that all
// its connections share. To be called before the first connection is opened; later it does nothing and answers
// SQLITE_MISUSE.
static inline int csqlite_keep_no_memory_statistics(void) {
    return sqlite3_config(9, 0);
}
