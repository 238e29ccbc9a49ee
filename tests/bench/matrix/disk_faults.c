/* Loaded before libc: lets the disk below one folder be full, read-only, or fail to sync, from a moment on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOUND, FULL, UNSYNCED, READ_ONLY };
static volatile int fault = SOUND;
static char place[4096];

void fault_arm(int wanted, const char *folder) {
    strncpy(place, folder, sizeof place - 1);
    fault = wanted;
}

static int below(const char *path) { return path && strncmp(path, place, strlen(place)) == 0; }

static int open_below(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static int strikes(int which, int fd) {
    if (fault != which || !open_below(fd)) return 0;
    errno = which == FULL ? ENOSPC : EIO;
    return 1;
}

static int refuses(const char *path) {
    if (fault != READ_ONLY || !below(path)) return 0;
    errno = EROFS;
    return 1;
}

static int writes(int flags) { return (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT); }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t size) {
    return strikes(FULL, fd) ? -1 : REAL(write)(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return strikes(FULL, fd) ? -1 : REAL(pwrite)(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    return strikes(FULL, fd) ? -1 : REAL(pwrite64)(fd, data, size, at);
}
int fsync(int fd) { return strikes(UNSYNCED, fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return strikes(UNSYNCED, fd) ? -1 : REAL(fdatasync)(fd); }

#define OPEN(name)                                                   \
    int name(const char *path, int flags, ...) {                     \
        va_list rest;                                                \
        va_start(rest, flags);                                       \
        mode_t mode = va_arg(rest, mode_t);                          \
        va_end(rest);                                                \
        if (writes(flags) && refuses(path)) return -1;               \
        return REAL(name)(path, flags, mode);                        \
    }
#define OPENAT(name)                                                 \
    int name(int folder, const char *path, int flags, ...) {         \
        va_list rest;                                                \
        va_start(rest, flags);                                       \
        mode_t mode = va_arg(rest, mode_t);                          \
        va_end(rest);                                                \
        if (writes(flags) && refuses(path)) return -1;               \
        return REAL(name)(folder, path, flags, mode);                \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int rename(const char *from, const char *to) { return refuses(to) ? -1 : REAL(rename)(from, to); }
int renameat(int a, const char *from, int b, const char *to) {
    return refuses(to) ? -1 : REAL(renameat)(a, from, b, to);
}
int unlink(const char *path) { return refuses(path) ? -1 : REAL(unlink)(path); }
int mkdir(const char *path, mode_t mode) { return refuses(path) ? -1 : REAL(mkdir)(path, mode); }
