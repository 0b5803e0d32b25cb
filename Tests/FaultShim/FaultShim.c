// Stands between a process and the C library's file calls, to bring about what disks and power supplies do.
//
// Preloaded (LD_PRELOAD) and told by the environment:
//   FAULT_FILE    which files: those whose path ends with this text, such as `.db-wal`
//   FAULT_CALL    which call: `write` (write, pwrite), `sync` (fsync, fdatasync; of a folder too), `truncate`, `read`
//                 (pread), `open` (for writing) or `rename` (to such a name)
//   FAULT_AT      the first matching call that is hit, from 1
//   FAULT_DO      what happens there: `kill-before`, `kill-after` or `kill-half` (half of a write) once, or an error
//                 by its name (EIO, ENOSPC, EROFS) there and ever after
//   FAULT_SWITCH  a path: nothing is hit or counted except while there is a file
//   FAULT_MARK    a path at which a file is made once something is hit
//   FAULT_LOG     a file that gets a record of every write, truncation, creation, renaming and sync of files below
//                 FAULT_LOG_FOLDER, in order, so that a loss of power can be played out on copies; several processes
//                 may share it
//   FAULT_CLOCK   a file of one 64-bit number: milliseconds by which the wall clock is wrong, read at every look
//
// Records: kind (1 byte: W, T, C, S, D, U, R), length of the path (2), offset or size (8), length of the data (4), all
// little-endian, then path and data.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { PATH_LENGTH = 4096 };

static const char *fault_file, *fault_call, *fault_do, *fault_switch, *fault_mark, *log_folder;
static long fault_at;
static int log_descriptor = -1;
static const volatile int64_t *clock_offset;
static atomic_long match_count;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t), (*real_pread)(int, void *, size_t, off_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_ftruncate)(int, off_t);
static int (*real_open)(const char *, int, ...), (*real_openat)(int, const char *, int, ...);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static int (*real_clock_gettime)(clockid_t, struct timespec *);

static void resolve(void) {
    if (real_write) return;
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_pread = dlsym(RTLD_NEXT, "pread");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_open = dlsym(RTLD_NEXT, "open");
    real_openat = dlsym(RTLD_NEXT, "openat");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    real_write = dlsym(RTLD_NEXT, "write");
}

__attribute__((constructor)) static void begin(void) {
    resolve();
    fault_file = getenv("FAULT_FILE");
    fault_call = getenv("FAULT_CALL");
    fault_do = getenv("FAULT_DO");
    fault_switch = getenv("FAULT_SWITCH");
    fault_mark = getenv("FAULT_MARK");
    const char *at = getenv("FAULT_AT");
    fault_at = at ? atol(at) : 1;
    const char *log = getenv("FAULT_LOG");
    log_folder = getenv("FAULT_LOG_FOLDER");
    if (log && log_folder) log_descriptor = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const char *clock = getenv("FAULT_CLOCK");
    if (clock) {
        int descriptor = real_open(clock, O_RDONLY | O_CLOEXEC);
        if (descriptor >= 0) {
            void *page = mmap(NULL, sizeof *clock_offset, PROT_READ, MAP_SHARED, descriptor, 0);
            if (page != MAP_FAILED) clock_offset = page;
            close(descriptor);
        }
    }
}

static int path_of(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_LENGTH - 1);
    if (length <= 0 || path[0] != '/') return 0;
    path[length] = 0;
    return 1;
}

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

// Whether this call is the one that is hit, or comes after it.
static int is_hit(const char *call, const char *path) {
    if (!fault_file || !fault_call || !fault_do || strcmp(call, fault_call) != 0) return 0;
    if (!ends_with(path, fault_file)) return 0;
    if (fault_switch && access(fault_switch, F_OK) != 0) return 0;
    long count = atomic_fetch_add(&match_count, 1) + 1;
    int hit = fault_do[0] == 'k' ? count == fault_at : count >= fault_at;
    if (hit && fault_mark) {
        int mark = real_open(fault_mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (mark >= 0) close(mark);
    }
    return hit;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int error_number(void) {
    return strcmp(fault_do, "ENOSPC") == 0 ? ENOSPC : strcmp(fault_do, "EROFS") == 0 ? EROFS : EIO;
}

// Held from before what is done until after its record, by one thread of one process.
static void lock_log(void) {
    pthread_mutex_lock(&log_lock);
    flock(log_descriptor, LOCK_EX);
}

static void unlock_log(void) {
    flock(log_descriptor, LOCK_UN);
    pthread_mutex_unlock(&log_lock);
}

static int is_logged(const char *path) {
    return log_descriptor >= 0 && strncmp(path, log_folder, strlen(log_folder)) == 0;
}

static void record(char kind, const char *path, uint64_t offset, const void *data, uint32_t length) {
    uint8_t head[15];
    uint16_t path_length = (uint16_t)strlen(path);
    head[0] = (uint8_t)kind;
    memcpy(head + 1, &path_length, 2);
    memcpy(head + 3, &offset, 8);
    memcpy(head + 11, &length, 4);
    real_write(log_descriptor, head, sizeof head);
    real_write(log_descriptor, path, path_length);
    if (length) real_write(log_descriptor, data, length);
}

static ssize_t written(int descriptor, const void *bytes, size_t count, off_t offset) {
    return offset < 0 ? real_write(descriptor, bytes, count) : real_pwrite(descriptor, bytes, count, offset);
}

// `offset` is -1 for where the descriptor stands.
static ssize_t any_write(int descriptor, const void *bytes, size_t count, off_t offset) {
    resolve();
    char path[PATH_LENGTH];
    if ((!fault_file && log_descriptor < 0) || descriptor == log_descriptor || !path_of(descriptor, path))
        return written(descriptor, bytes, count, offset);
    int hit = is_hit("write", path);
    if (hit) {
        if (strcmp(fault_do, "kill-before") == 0) die();
        if (strcmp(fault_do, "kill-half") == 0) {
            written(descriptor, bytes, count / 2, offset);
            die();
        }
        if (fault_do[0] == 'E') {
            errno = error_number();
            return -1;
        }
    }
    if (!is_logged(path)) {
        ssize_t result = written(descriptor, bytes, count, offset);
        if (hit) die();
        return result;
    }
    lock_log();
    off_t at = offset < 0 ? lseek(descriptor, 0, SEEK_CUR) : offset;
    ssize_t result = written(descriptor, bytes, count, offset);
    int error = errno;
    if (result > 0) record('W', path, (uint64_t)at, bytes, (uint32_t)result);
    unlock_log();
    if (hit) die();
    errno = error;
    return result;
}

static int any_sync(int descriptor, int (*sync)(int)) {
    char path[PATH_LENGTH];
    if ((!fault_file && log_descriptor < 0) || !path_of(descriptor, path)) return sync(descriptor);
    int hit = is_hit("sync", path);
    if (hit && strcmp(fault_do, "kill-before") == 0) die();
    if (hit && fault_do[0] == 'E') {
        errno = error_number();
        return -1;
    }
    int result;
    if (is_logged(path)) {
        struct stat about;
        int is_folder = fstat(descriptor, &about) == 0 && S_ISDIR(about.st_mode);
        // What is written from here on is not covered, so it must come after the record.
        lock_log();
        result = sync(descriptor);
        if (result == 0) record(is_folder ? 'D' : 'S', path, 0, NULL, 0);
        unlock_log();
    } else {
        result = sync(descriptor);
    }
    if (hit) die();
    return result;
}

ssize_t write(int descriptor, const void *bytes, size_t count) { return any_write(descriptor, bytes, count, -1); }

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return any_write(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    return any_write(descriptor, bytes, count, offset);
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    resolve();
    char path[PATH_LENGTH];
    if (fault_file && path_of(descriptor, path) && is_hit("read", path)) {
        if (fault_do[0] == 'k') die();
        errno = error_number();
        return -1;
    }
    return real_pread(descriptor, bytes, count, offset);
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset) {
    return pread(descriptor, bytes, count, offset);
}

int fsync(int descriptor) {
    resolve();
    return any_sync(descriptor, real_fsync);
}

int fdatasync(int descriptor) {
    resolve();
    return any_sync(descriptor, real_fdatasync);
}

int ftruncate(int descriptor, off_t size) {
    resolve();
    char path[PATH_LENGTH];
    if ((!fault_file && log_descriptor < 0) || !path_of(descriptor, path)) return real_ftruncate(descriptor, size);
    int hit = is_hit("truncate", path);
    if (hit && strcmp(fault_do, "kill-before") == 0) die();
    if (hit && fault_do[0] == 'E') {
        errno = error_number();
        return -1;
    }
    int is_recorded = is_logged(path);
    if (is_recorded) lock_log();
    int result = real_ftruncate(descriptor, size);
    if (is_recorded) {
        if (result == 0) record('T', path, (uint64_t)size, NULL, 0);
        unlock_log();
    }
    if (hit) die();
    return result;
}

int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }

static int any_open(int folder, const char *name, int flags, mode_t mode) {
    resolve();
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    int hit = writes && is_hit("open", name);
    if (hit && strcmp(fault_do, "kill-before") == 0) die();
    if (hit && fault_do[0] == 'E') {
        errno = error_number();
        return -1;
    }
    int creates = log_descriptor >= 0 && (flags & O_CREAT) && is_logged(name) && access(name, F_OK) != 0;
    int descriptor = real_openat(folder, name, flags, mode);
    if (creates && descriptor >= 0) {
        lock_log();
        record('C', name, 0, NULL, 0);
        unlock_log();
    }
    if (hit) die();
    return descriptor;
}

#define MODE_ARGUMENT(flags)                      \
    mode_t mode = 0;                              \
    if ((flags) & (O_CREAT | O_TMPFILE)) {        \
        va_list arguments;                        \
        va_start(arguments, flags);               \
        mode = va_arg(arguments, mode_t);         \
        va_end(arguments);                        \
    }

int open(const char *name, int flags, ...) {
    MODE_ARGUMENT(flags)
    return any_open(AT_FDCWD, name, flags, mode);
}

int open64(const char *name, int flags, ...) {
    MODE_ARGUMENT(flags)
    return any_open(AT_FDCWD, name, flags, mode);
}

int openat(int folder, const char *name, int flags, ...) {
    MODE_ARGUMENT(flags)
    return any_open(folder, name, flags, mode);
}

int unlink(const char *name) {
    resolve();
    int result = real_unlink(name);
    if (result == 0 && is_logged(name)) {
        lock_log();
        record('U', name, 0, NULL, 0);
        unlock_log();
    }
    return result;
}

int rename(const char *from, const char *to) {
    resolve();
    int hit = is_hit("rename", to);
    if (hit && strcmp(fault_do, "kill-before") == 0) die();
    if (hit && fault_do[0] == 'E') {
        errno = error_number();
        return -1;
    }
    int is_recorded = is_logged(to);
    // Nothing that is done to the file under its new name may come before the record.
    if (is_recorded) lock_log();
    int result = real_rename(from, to);
    if (is_recorded) {
        if (result == 0) record('R', to, 0, from, (uint32_t)strlen(from));
        unlock_log();
    }
    if (hit) die();
    return result;
}

int clock_gettime(clockid_t which, struct timespec *now) {
    resolve();
    int result = real_clock_gettime(which, now);
    if (result != 0 || !clock_offset || (which != CLOCK_REALTIME && which != CLOCK_REALTIME_COARSE)) return result;
    int64_t nanoseconds = (int64_t)now->tv_sec * 1000000000 + now->tv_nsec + *clock_offset * 1000000;
    now->tv_sec = nanoseconds / 1000000000;
    now->tv_nsec = nanoseconds % 1000000000;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec fine;
    int result = clock_gettime(CLOCK_REALTIME, &fine);
    now->tv_sec = fine.tv_sec;
    now->tv_usec = fine.tv_nsec / 1000;
    return result;
}
