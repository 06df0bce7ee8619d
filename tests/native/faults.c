/* Stands between a program and its disk (LD_PRELOAD), for the files beneath one folder.
 *
 *   FORLOP_FAULTS_ROOT     the folder; everything else passes untouched
 *   FORLOP_FAULTS_JOURNAL  keeps a journal of every change and every sync, from which a test builds the disk of any moment
 *   FORLOP_FAULTS          ACT@N:KIND, what happens at the N-th operation of that kind:
 *                            ACT   eio | enospc  it fails, once;  eio+ | enospc+  it and each later one fails
 *                                  half          half of a write is done, then it fails with EIO
 *                                  kill          the process is killed before it;  torn  after half of a write
 *                            KIND  write (data, size)  sync  name (create, rename, remove)  read  any (all but read)
 *
 * forlop_faults_arm() does the same from within the process and begins to count anew; forlop_faults_count() tells how
 * many there were, forlop_faults_hit() which file the fault struck. What lies in a folder plugins-in-use is left alone: the program makes it anew at each start.
 * cc -shared -fPIC -O1 -o faults.so faults.c
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE, SYNC, NAME, READ, KINDS, ANY };
enum act { NONE, FAIL, HALF, KILL, TORN };
enum op { OPEN = 1, CREATE, DATA, SIZE, SYNCED, RENAMED, REMOVED, FOLDER, LINKED, UNSYNCED, ODD = 99 };

/* As it stands in the journal, followed by the path and the data. */
struct record { uint32_t magic, op; uint64_t seq; uint32_t file, path; uint64_t offset, length, covered; };

#define FILES 65536
static uint32_t files[FILES];         /* by descriptor: 0 is none of ours */
static char *paths[FILES];            /* by descriptor, as it was opened: for syncs of folders */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static char root[PATH_MAX];
static size_t root_length;
static int journal = -1;
static uint64_t seq;
static uint32_t last_file;
static uint64_t counts[KINDS], any;
static enum act act;
static int act_errno, act_again;
static enum kind act_kind;
static uint64_t act_at;
static char hit[PATH_MAX];            /* what the fault that was due has struck */

#define REAL(name) real_##name
static int (*REAL(open64))(const char *, int, ...);
static int (*REAL(openat64))(int, const char *, int, ...);
static int (*REAL(close))(int);
static ssize_t (*REAL(write))(int, const void *, size_t);
static ssize_t (*REAL(pwrite64))(int, const void *, size_t, off64_t);
static ssize_t (*REAL(writev))(int, const struct iovec *, int);
static ssize_t (*REAL(pwritev64))(int, const struct iovec *, int, off64_t);
static ssize_t (*REAL(read))(int, void *, size_t);
static ssize_t (*REAL(pread64))(int, void *, size_t, off64_t);
static int (*REAL(ftruncate64))(int, off64_t);
static int (*REAL(fsync))(int);
static int (*REAL(fdatasync))(int);
static int (*REAL(rename))(const char *, const char *);
static int (*REAL(link))(const char *, const char *);
static int (*REAL(unlink))(const char *);
static int (*REAL(rmdir))(const char *);
static int (*REAL(mkdir))(const char *, mode_t);

static void set(const char *spec) {
    static const char *const kinds[] = { "write", "sync", "name", "read", "", "any" };
    char name[16], kind[16];
    unsigned long long at;
    act = NONE;
    hit[0] = 0;
    memset(counts, 0, sizeof counts);
    any = 0;
    if (!spec || sscanf(spec, "%15[^@]@%llu:%15s", name, &at, kind) != 3) return;
    act_again = name[strlen(name) - 1] == '+';
    if (act_again) name[strlen(name) - 1] = 0;
    for (int k = 0; k <= ANY; k++) if (strcmp(kinds[k], kind) == 0) act_kind = (enum kind)k;
    act_at = at;
    act_errno = strcmp(name, "enospc") == 0 ? ENOSPC : EIO;
    act = strcmp(name, "kill") == 0 ? KILL : strcmp(name, "torn") == 0 ? TORN : strcmp(name, "half") == 0 ? HALF : FAIL;
}

static void begin(void) {
#define FIND(name) REAL(name) = (__typeof__(REAL(name)))dlsym(RTLD_NEXT, #name)
    FIND(open64); FIND(openat64); FIND(close); FIND(write); FIND(pwrite64); FIND(writev); FIND(pwritev64); FIND(read);
    FIND(pread64); FIND(ftruncate64); FIND(fsync); FIND(fdatasync); FIND(rename); FIND(link); FIND(unlink); FIND(rmdir); FIND(mkdir);
    const char *folder = getenv("FORLOP_FAULTS_ROOT"), *file = getenv("FORLOP_FAULTS_JOURNAL");
    if (folder && strlen(folder) < sizeof root) root_length = strlen(strcpy(root, folder));
    if (file) journal = REAL(open64)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (journal >= 0) last_file = (uint32_t)(seq = (uint64_t)lseek64(journal, 0, SEEK_END)); /* goes on after another program's */
    set(getenv("FORLOP_FAULTS"));
}

static void ready(void) { pthread_once(&once, begin); }

void forlop_faults_arm(const char *folder, const char *spec) {
    ready();
    pthread_mutex_lock(&gate);
    if (strlen(folder) < sizeof root) root_length = strlen(strcpy(root, folder));
    set(spec);
    pthread_mutex_unlock(&gate);
}

uint64_t forlop_faults_count(const char *kind) {
    return kind[0] == 'w' ? counts[WRITE] : kind[0] == 's' ? counts[SYNC] : kind[0] == 'n' ? counts[NAME] : kind[0] == 'r' ? counts[READ] : any;
}

const char *forlop_faults_hit(void) { return hit; }

static int ours(const char *path) {
    return root_length && path && path[0] == '/' && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0)
        && !strstr(path + root_length, "/plugins-in-use");
}

static uint32_t file_of(int fd) { return fd >= 0 && fd < FILES ? files[fd] : 0; }

/* With the gate held. What the journal could not take whole would be believed all the same: better no program at all. */
static void enter(enum op op, uint32_t file, const char *path, uint64_t offset, const void *data, uint64_t length, uint64_t covered) {
    seq++;
    if (journal < 0) return;
    struct record record = { 0x4c4a5246, op, seq, file, path ? (uint32_t)strlen(path) : 0, offset, length, covered };
    struct iovec parts[] = { { &record, sizeof record }, { (void *)path, record.path }, { (void *)data, data ? length : 0 } };
    size_t whole = sizeof record + record.path + (data ? length : 0);
    if (REAL(writev)(journal, parts, 3) != (ssize_t)whole) abort();
}

/* With the gate held. 1: fail with errno set; 2: do half, then fail; 3: do half, then die. */
static int due(enum kind kind, const char *path) {
    uint64_t n = act_kind == ANY && kind != READ ? any + 1 : kind == act_kind ? counts[kind] + 1 : 0;
    counts[kind]++;
    if (kind != READ) any++;
    if (act == NONE || n == 0 || (act_again ? n < act_at : n != act_at)) return 0;
    if (act == KILL) kill(getpid(), SIGKILL);
    snprintf(hit, sizeof hit, "%s", path);
    errno = act_errno;
    return act == FAIL ? 1 : kind != WRITE ? (act == TORN ? (kill(getpid(), SIGKILL), 1) : 1) : act == HALF ? 2 : 3;
}

#define ENTERING pthread_mutex_lock(&gate)
#define LEAVING pthread_mutex_unlock(&gate)

static ssize_t odd(ssize_t done, size_t wanted) {
    if (done != (ssize_t)wanted && journal >= 0) { int e = errno; ENTERING; enter(ODD, 0, NULL, 0, NULL, 0, 0); LEAVING; errno = e; }
    return done;
}

static int opened(int fd, const char *path, int creates, int truncates) {
    if (fd < 0 || fd >= FILES) return fd;
    ENTERING;
    files[fd] = ++last_file;
    free(paths[fd]);
    paths[fd] = strdup(path);
    enter(creates ? CREATE : OPEN, files[fd], path, 0, NULL, 0, 0);
    if (truncates && !creates) enter(SIZE, files[fd], NULL, 0, NULL, 0, 0);
    LEAVING;
    return fd;
}

static int open_ours(const char *path, int flags, mode_t mode) {
    struct stat there;
    int creates = (flags & O_CREAT) && stat(path, &there) != 0, truncates = (flags & O_TRUNC) != 0;
    if (creates || truncates) {
        ENTERING;
        int fails = due(creates ? NAME : WRITE, path);
        LEAVING;
        if (fails) return -1;
    }
    return opened(REAL(open64)(path, flags, mode), path, creates, truncates);
}

#define OPENING mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } ready()

int open64(const char *path, int flags, ...) { OPENING; return ours(path) ? open_ours(path, flags, mode) : REAL(open64)(path, flags, mode); }
int open(const char *path, int flags, ...) { OPENING; return ours(path) ? open_ours(path, flags, mode) : REAL(open64)(path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { OPENING; return ours(path) ? open_ours(path, flags, mode) : REAL(openat64)(at, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { OPENING; return ours(path) ? open_ours(path, flags, mode) : REAL(openat64)(at, path, flags, mode); }
int creat64(const char *path, mode_t mode) { return open64(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat(const char *path, mode_t mode) { return open64(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
    ready();
    if (file_of(fd)) { ENTERING; files[fd] = 0; LEAVING; }
    return REAL(close)(fd);
}

static ssize_t write_ours(int fd, const void *data, size_t length, off64_t offset) {
    ENTERING;
    int fails = due(WRITE, paths[fd]);
    if (!fails || fails > 1) enter(DATA, files[fd], NULL, (uint64_t)offset, data, fails ? length / 2 : length, 0);
    int e = errno;
    LEAVING;
    errno = e;
    if (fails == 1) return -1;
    if (!fails) return odd(REAL(pwrite64)(fd, data, length, offset), length);
    REAL(pwrite64)(fd, data, length / 2, offset);
    if (fails == 3) kill(getpid(), SIGKILL);
    errno = EIO;
    return -1;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    ready();
    return file_of(fd) ? write_ours(fd, data, length, offset) : REAL(pwrite64)(fd, data, length, offset);
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
    ready();
    if (!file_of(fd)) return REAL(write)(fd, data, length);
    off64_t at = lseek64(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    ssize_t done = write_ours(fd, data, length, at);
    if (done > 0) lseek64(fd, at + done, SEEK_SET);
    return done;
}

static ssize_t writev_ours(int fd, const struct iovec *parts, int count, off64_t offset) {
    size_t length = 0, at = 0;
    for (int i = 0; i < count; i++) length += parts[i].iov_len;
    char *all = malloc(length ? length : 1);
    for (int i = 0; i < count; at += parts[i++].iov_len) memcpy(all + at, parts[i].iov_base, parts[i].iov_len);
    ssize_t done = write_ours(fd, all, length, offset);
    int e = errno;
    free(all);
    errno = e;
    return done;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
    ready();
    return file_of(fd) ? writev_ours(fd, parts, count, offset) : REAL(pwritev64)(fd, parts, count, offset);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return pwritev64(fd, parts, count, offset); }

static int fails_reading(int fd) { ENTERING; int fails = due(READ, paths[fd]); int e = errno; LEAVING; errno = e; return fails; }

ssize_t read(int fd, void *data, size_t length) { ready(); return file_of(fd) && fails_reading(fd) ? -1 : REAL(read)(fd, data, length); }
ssize_t pread64(int fd, void *data, size_t length, off64_t offset) { ready(); return file_of(fd) && fails_reading(fd) ? -1 : REAL(pread64)(fd, data, length, offset); }
ssize_t pread(int fd, void *data, size_t length, off_t offset) { return pread64(fd, data, length, offset); }

int ftruncate64(int fd, off64_t size) {
    ready();
    if (!file_of(fd)) return REAL(ftruncate64)(fd, size);
    ENTERING;
    int fails = due(WRITE, paths[fd]);
    if (!fails) enter(SIZE, files[fd], NULL, (uint64_t)size, NULL, 0, 0);
    int e = errno;
    LEAVING;
    errno = e;
    return fails ? (fails == 3 ? (kill(getpid(), SIGKILL), -1) : -1) : (int)odd(REAL(ftruncate64)(fd, size), 0);
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

/* What was entered before the sync began is safe once it has come back; what came between is not. */
static int sync_ours(int fd, const char *path, int (*sync)(int)) {
    ENTERING;
    int fails = due(SYNC, path), e = errno;
    uint64_t covered = seq;
    LEAVING;
    errno = e;
    int done = fails ? -1 : sync(fd);
    if (!fails) e = errno;
    ENTERING;
    enter(done ? UNSYNCED : SYNCED, files[fd], path, 0, NULL, 0, covered);
    LEAVING;
    errno = e;
    return done;
}

/* A folder may have been opened past us: who looks up open in the C library itself does not find ours. */
static int synced(int fd, int (*sync)(int)) {
    char link[32], path[PATH_MAX];
    struct stat there;
    ready();
    if (file_of(fd)) return sync_ours(fd, paths[fd], sync);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = root_length && fd >= 0 && fd < FILES && fstat(fd, &there) == 0 && S_ISDIR(there.st_mode) ? readlink(link, path, sizeof path - 1) : -1;
    if (length < 0) return sync(fd);
    path[length] = 0;
    return ours(path) ? sync_ours(fd, path, sync) : sync(fd);
}

int fsync(int fd) { ready(); return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { ready(); return synced(fd, REAL(fdatasync)); }

/* A name is entered after it has changed: one that could not be is no odd thing, programs ask that way. */
static int named(enum op op, const char *from, const char *to, int (*change)(const char *, const char *)) {
    ENTERING;
    int fails = due(NAME, from);
    int done = fails ? -1 : change(from, to), e = errno;
    if (!fails && done == 0) enter(op, 0, from, 0, to, to ? strlen(to) : 0, 0);
    LEAVING;
    errno = e;
    return done;
}

static int do_unlink(const char *path, const char *none) { (void)none; return REAL(unlink)(path); }
static int do_mkdir(const char *path, const char *none) { (void)none; return REAL(mkdir)(path, 0700); }

int rename(const char *from, const char *to) { ready(); return ours(from) ? named(RENAMED, from, to, REAL(rename)) : REAL(rename)(from, to); }
int link(const char *from, const char *to) { ready(); return ours(from) ? named(LINKED, from, to, REAL(link)) : REAL(link)(from, to); }
int unlink(const char *path) {
    struct stat there;
    ready();
    return ours(path) && lstat(path, &there) == 0 && S_ISREG(there.st_mode) ? named(REMOVED, path, NULL, do_unlink) : REAL(unlink)(path);
}
int mkdir(const char *path, mode_t mode) {
    struct stat there;
    ready();
    return ours(path) && stat(path, &there) != 0 ? named(FOLDER, path, NULL, do_mkdir) : REAL(mkdir)(path, mode);
}
