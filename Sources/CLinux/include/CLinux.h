// The Linux calls that Swift's Glibc module lacks: variadic functions, macros, and headers outside its module map.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// _GNU_SOURCE would declare these two, but it also changes the layout of fd_set, which Swift's Glibc module has
// without it, and the importer refuses two layouts of one type.
extern int accept4(int, struct sockaddr *__restrict, socklen_t *__restrict, int);
extern int pthread_setname_np(pthread_t, const char *);
extern void *memmem(const void *, size_t, const void *, size_t);

// epoll_data_t is a union and EPOLL* constants are an anonymous enum with values above INT32_MAX, both awkward
// from Swift; these keep the server's code to plain integers.
static const uint32_t CLINUX_EPOLLIN = EPOLLIN;
static const uint32_t CLINUX_EPOLLOUT = EPOLLOUT;
static const uint32_t CLINUX_EPOLLRDHUP = EPOLLRDHUP;
static const uint32_t CLINUX_EPOLLERR = EPOLLERR;
static const uint32_t CLINUX_EPOLLHUP = EPOLLHUP;
static const uint32_t CLINUX_EPOLLET = 1u << 31;
// Of several epolls that wait for one socket, wake one. Only for EPOLL_CTL_ADD.
static const uint32_t CLINUX_EPOLLEXCLUSIVE = 1u << 28;

static inline int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static inline int clinux_epoll_remove(int epoll, int descriptor) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL);
}

// The struct is packed on x86-64, so its fields are read here instead of through an imported layout.
static inline uint32_t clinux_epoll_events(const struct epoll_event *event) { return event->events; }
static inline uint64_t clinux_epoll_token(const struct epoll_event *event) { return event->data.u64; }

static inline int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// The thread that owns the counter watches it edge-triggered and never reads it, so one write is one wake-up.
static inline int clinux_eventfd_signal(int descriptor) {
    uint64_t one = 1;
    return write(descriptor, &one, sizeof one) == (ssize_t)sizeof one ? 0 : -1;
}

static inline int clinux_timerfd(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK); }

static inline int clinux_timerfd_arm(int descriptor, int64_t deadline_nanoseconds) {
    struct itimerspec when = {
        .it_value = {.tv_sec = deadline_nanoseconds / 1000000000, .tv_nsec = deadline_nanoseconds % 1000000000}};
    return timerfd_settime(descriptor, TFD_TIMER_ABSTIME, &when, NULL);
}

static inline int clinux_stream_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static inline int clinux_socketpair(int descriptors[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, descriptors);
}

// SOCK_CLOEXEC at birth: a descriptor that a forked child inherits keeps the port and steals its connections.
static inline int clinux_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
    return accept4(listener, (struct sockaddr *)address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

static inline int clinux_set_int_option(int descriptor, int level, int option, int value) {
    return setsockopt(descriptor, level, option, &value, sizeof value);
}

static inline int clinux_set_nodelay(int descriptor) {
    return clinux_set_int_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
}

static inline int clinux_set_reuse(int descriptor) {
    if (clinux_set_int_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1) != 0) return -1;
    return clinux_set_int_option(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
}

// MSG_NOSIGNAL: a peer that went away is an error to handle, never a SIGPIPE that ends the process.
static inline ssize_t clinux_send(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static inline ssize_t clinux_receive(int descriptor, void *bytes, size_t count) {
    return recv(descriptor, bytes, count, MSG_DONTWAIT);
}

// Bytes that the kernel still holds for the other end; 0 where it cannot tell.
static inline int clinux_unacknowledged(int descriptor) {
    int count = 0;
    return ioctl(descriptor, SIOCOUTQ, &count) == 0 ? count : 0;
}

// The offset is given each time, so that one open file serves many connections.
static inline ssize_t clinux_sendfile(int descriptor, int file, int64_t offset, size_t count) {
    off_t start = offset;
    return sendfile(descriptor, file, &start, count);
}

static inline int clinux_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }

// Makes a listening stream socket that another process opened fit for a loop; -1 with EINVAL when it is none.
static inline int clinux_prepare_inherited(int descriptor) {
    int listens = 0, type = 0;
    socklen_t length = sizeof listens;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0) return -1;
    length = sizeof type;
    if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) != 0) return -1;
    if (!listens || type != SOCK_STREAM) {
        errno = EINVAL;
        return -1;
    }
    if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) return -1;
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

// The length of the address, or 0 when the path is empty or too long.
static inline socklen_t clinux_unix_address(struct sockaddr_storage *storage, const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof address.sun_path) return 0;
    memcpy(address.sun_path, path, length + 1);
    memcpy(storage, &address, sizeof address);
    return sizeof address;
}

static inline int clinux_bind(int descriptor, const struct sockaddr_storage *address, socklen_t length) {
    return bind(descriptor, (const struct sockaddr *)address, length);
}

static inline int clinux_connect(int descriptor, const struct sockaddr_storage *address, socklen_t length) {
    return connect(descriptor, (const struct sockaddr *)address, length);
}

static inline int clinux_local_address(int descriptor, struct sockaddr_storage *address, socklen_t *length) {
    return getsockname(descriptor, (struct sockaddr *)address, length);
}

static inline int64_t clinux_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Coarse is enough for a Date of whole seconds and costs no read of the hardware clock.
static inline int64_t clinux_wall_clock_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return (int64_t)now.tv_sec;
}

static inline int clinux_name_thread(const char *name) { return pthread_setname_np(pthread_self(), name); }

static inline const void *clinux_memmem(const void *bytes, size_t count, const void *wanted, size_t wanted_count) {
    return memmem(bytes, count, wanted, wanted_count);
}

// For the calling thread.
static inline int clinux_block_sigpipe(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return pthread_sigmask(SIG_BLOCK, &set, NULL);
}
