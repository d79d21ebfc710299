/* Records what a process asks the disk to do, in order and with the data: preloaded by `power.py`, which then makes every
 * disk that a power cut could leave. Files below RECORD_ROOT are recorded; a write to RECORD_ACKS is an acknowledgement.
 * RECORD_FAIL=N lets the N-th fsync or fdatasync fail with EIO. Not recorded: memory maps (SQLite maps only its shared
 * index, which it builds anew after a crash).
 *
 * A record is: one letter, 4 bytes handle, 8 bytes offset, 4 bytes length of the path or data, the path or data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define HANDLES 4096
static int handle_of[HANDLES];
static int handles, output = -1, syncs, failing;
static const char *root, *acks;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void put(const void *data, size_t size) {
    while (size) {
        ssize_t done = REAL(write)(output, data, size);
        if (done <= 0) abort();
        data = (const char *)data + done;
        size -= (size_t)done;
    }
}

static void record(char what, int handle, int64_t offset, const void *data, size_t size) {
    char head[17];
    uint32_t length = (uint32_t)size;
    head[0] = what;
    memcpy(head + 1, &handle, 4);
    memcpy(head + 5, &offset, 8);
    memcpy(head + 13, &length, 4);
    put(head, sizeof head);
    put(data, size);
}

__attribute__((constructor)) static void begin(void) {
    root = getenv("RECORD_ROOT");
    acks = getenv("RECORD_ACKS");
    failing = getenv("RECORD_FAIL") ? atoi(getenv("RECORD_FAIL")) : 0;
    output = REAL(open)(getenv("RECORD_LOG"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

static int ours(const char *path) { return output >= 0 && root && path && !strncmp(path, root, strlen(root)); }

static int opened(int fd, const char *path, int flags, int existed) {
    if (fd < 0 || fd >= HANDLES) return fd;
    int ack = output >= 0 && acks && !strcmp(path, acks);
    pthread_mutex_lock(&turn);
    handle_of[fd] = ack ? -1 : ours(path) ? ++handles : 0;
    if (handle_of[fd] > 0) {
        if (!existed && (flags & O_CREAT)) record('C', 0, 0, path, strlen(path));
        record('O', handle_of[fd], 0, path, strlen(path));
        if (flags & O_TRUNC) record('T', handle_of[fd], 0, "", 0);
    }
    pthread_mutex_unlock(&turn);
    return fd;
}

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        va_list more;                                                     \
        va_start(more, flags);                                            \
        mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;       \
        va_end(more);                                                     \
        int existed = !access(path, F_OK);                                \
        return opened(REAL(name)(path, flags, mode), path, flags, existed); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                          \
    int name(int folder, const char *path, int flags, ...) {                  \
        va_list more;                                                         \
        va_start(more, flags);                                                \
        mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;           \
        va_end(more);                                                         \
        int existed = !faccessat(folder, path, F_OK, 0);                      \
        return opened(REAL(name)(folder, path, flags, mode), path, flags, existed); \
    }
OPENAT(openat)
OPENAT(openat64)

static int handle(int fd) { return fd >= 0 && fd < HANDLES ? handle_of[fd] : 0; }

int close(int fd) {
    if (handle(fd)) handle_of[fd] = 0;
    return REAL(close)(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
    int known = handle(fd);
    if (!known) return REAL(write)(fd, data, size);
    pthread_mutex_lock(&turn);
    int64_t end = known > 0 && (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    ssize_t done = REAL(write)(fd, data, size);
    if (done > 0) record(known < 0 ? 'A' : 'W', known, end, data, (size_t)done);
    pthread_mutex_unlock(&turn);
    return done;
}

#define PWRITE(name, type)                                              \
    ssize_t name(int fd, const void *data, size_t size, type offset) {  \
        ssize_t done = REAL(name)(fd, data, size, offset);              \
        if (handle(fd) > 0 && done > 0) {                               \
            pthread_mutex_lock(&turn);                                  \
            record('W', handle(fd), offset, data, (size_t)done);        \
            pthread_mutex_unlock(&turn);                                \
        }                                                               \
        return done;                                                    \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, type)                                     \
    int name(int fd, type size) {                                \
        int result = REAL(name)(fd, size);                       \
        if (handle(fd) > 0 && !result) record('T', handle(fd), size, "", 0); \
        return result;                                           \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                               \
    int name(int fd) {                                           \
        int known = handle(fd);                                  \
        if (known > 0 && ++syncs == failing) {                   \
            record('E', known, 0, "", 0);                        \
            errno = EIO;                                         \
            return -1;                                           \
        }                                                        \
        int result = REAL(name)(fd);                             \
        if (known > 0 && !result) record('S', known, 0, "", 0);  \
        return result;                                           \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    int result = REAL(unlink)(path);
    if (!result && ours(path)) record('U', 0, 0, path, strlen(path));
    return result;
}

int rename(const char *from, const char *to) {
    int result = REAL(rename)(from, to);
    if (!result && ours(to)) {
        record('F', 0, 0, from, strlen(from));
        record('R', 0, 0, to, strlen(to));
    }
    return result;
}

int mkdir(const char *path, mode_t mode) {
    int result = REAL(mkdir)(path, mode);
    if (!result && ours(path)) record('D', 0, 0, path, strlen(path));
    return result;
}
