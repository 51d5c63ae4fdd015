/*
 * One process of a crowd that works on the same small tree: crowd DIRECTORY SEED SECONDS.
 *
 * In the manner of fsstress (SGI, 2000): few names, so that the processes get in each other's way, and every operation
 * that changes a tree. All processes work and rest at the same time, by the clock, so that commits are cut, and go on
 * in the moment when they are. It prints how many operations it did; or ends with 1, and says why, at an error that no
 * such race explains and at bytes that are not what it wrote.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

enum { DEPTH = 3, HELD = 6, MAX_ENTRIES = 5, MAX_SIZE = 300000, PATH_SIZE = 1024, WRITTEN = 140000 };

static const double WORK_SECONDS = 0.6, REST_SECONDS = 0.2, JITTER_SECONDS = 0.03;
static const char *const PLAIN_NAMES[] = {"a", "b", "c", "d", "e", "f", "notes.md", "caf\xe9", "d.tmp", ".git"};
static const char *const ATTRIBUTES[] = {"user.a", "user.b", "user.c"};

static char long_name[201], path[PATH_SIZE], other[PATH_SIZE];
static unsigned char bytes[WRITTEN], again[WRITTEN];
static int held[HELD];
static uint64_t state;
static sigjmp_buf beyond_end;

static uint64_t draw(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % below;
}

static const char *draw_name(void)
{
    size_t index = draw(sizeof PLAIN_NAMES / sizeof *PLAIN_NAMES + 1);
    return index == 0 ? long_name : PLAIN_NAMES[index - 1];
}

/* A path of so many random names at most, "." where there are none. */
static char *draw_path(char *into, int least, int most)
{
    int names = least + (int)draw(most - least + 1);
    strcpy(into, ".");
    for (int i = 0; i < names; i++)
        strcat(strcat(into, "/"), draw_name());
    return into;
}

static char *any(void) { return draw_path(path, 1, DEPTH); }

static size_t draw_bytes(void)
{
    static const size_t sizes[] = {0, 1, 100, 5000, WRITTEN};
    size_t size = sizes[draw(sizeof sizes / sizeof *sizes)];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(state >> 16) + (unsigned char)(i * 31);
    draw(2);
    return size;
}

/* Closes a descriptor, with the errno of what was done to it before if that failed. */
static int closed(int descriptor, int result)
{
    int error = errno;
    if (close(descriptor) < 0 && result >= 0)
        return -1;
    errno = error;
    return result;
}

static int put(int flags, off_t at)
{
    int descriptor = open(any(), flags, 0644);
    if (descriptor < 0)
        return -1;
    size_t size = draw_bytes();
    struct stat status;
    if (fstat(descriptor, &status) < 0 || (flags & O_APPEND && status.st_size > MAX_SIZE))
        return closed(descriptor, 0);
    ssize_t done = at < 0 ? write(descriptor, bytes, size) : pwrite(descriptor, bytes, size, at);
    return closed(descriptor, done < 0 ? -1 : 0);
}

/* -- operations: each returns -1 and sets errno where it failed -- */

static int do_write(void) { return put(O_WRONLY | O_CREAT | O_TRUNC, -1); }
static int do_append(void) { return put(O_WRONLY | O_CREAT | O_APPEND, -1); }
static int do_overwrite(void) { return put(O_WRONLY, (off_t)draw(MAX_SIZE)); }
static int do_unlink(void) { return unlink(any()); }
static int do_mkdir(void) { return mkdir(any(), (mode_t[]){0755, 0700, 02775}[draw(3)]); }
static int do_rmdir(void) { return rmdir(any()); }
static int do_symlink(void) { return symlink(draw_path(other, 1, DEPTH), any()); }
static int do_truncate(void) { return truncate(any(), (off_t)draw(MAX_SIZE)); }
static int do_chmod(void) { return chmod(any(), (mode_t[]){0600, 0644, 0755, 0777}[draw(4)]); }
static int do_remove_xattr(void) { return removexattr(any(), ATTRIBUTES[draw(3)]); }

static int do_rename(void)
{
    return renameat2(AT_FDCWD, draw_path(other, 1, DEPTH), AT_FDCWD, any(), draw(4) ? 0 : RENAME_NOREPLACE);
}

static int do_set_xattr(void)
{
    draw_bytes();
    return setxattr(any(), ATTRIBUTES[draw(3)], bytes, draw(40), 0);
}

static int do_touch(void)
{
    struct timespec times[2] = {{0, 0}, {(time_t)draw(1u << 30), (long)draw(1000000000)}};
    return utimensat(AT_FDCWD, any(), times, AT_SYMLINK_NOFOLLOW);
}

static int do_sync(void)
{
    int descriptor = draw(2) ? open(any(), O_RDWR) : open(draw_path(path, 0, DEPTH - 1), O_RDONLY | O_DIRECTORY);
    return descriptor < 0 ? -1 : closed(descriptor, fsync(descriptor));
}

static int do_read(void)
{
    int descriptor = open(any(), O_RDONLY);
    return descriptor < 0 ? -1 : closed(descriptor, read(descriptor, again, sizeof again) < 0 ? -1 : 0);
}

/* List a directory; where it has too many entries, remove what files there are among the rest: the tree stays small. */
static int do_list(void)
{
    DIR *directory = opendir(draw_path(path, 0, DEPTH - 1));
    if (directory == NULL)
        return -1;
    int count = 0, result = 0;
    for (struct dirent *entry; result == 0 && (entry = readdir(directory)) != NULL;)
        if (++count > MAX_ENTRIES && unlinkat(dirfd(directory), entry->d_name, 0) < 0 && errno != EISDIR)
            result = -1;
    int error = errno;
    closedir(directory);
    errno = error;
    return result;
}

static void on_bus_error(int number)
{
    (void)number;
    siglongjmp(beyond_end, 1);
}

/* Change a file through a mapping. Who cuts it off meanwhile gives a SIGBUS, as mmap(2) says. */
static int do_map(void)
{
    struct stat status;
    int descriptor = open(any(), O_RDWR);
    if (descriptor < 0)
        return -1;
    if (fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
        return closed(descriptor, 0);
    size_t size = status.st_size, at = draw(size), length = 1 + draw(size - at);
    unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED)
        return closed(descriptor, -1);
    if (sigsetjmp(beyond_end, 1) == 0) {
        memset(memory + at, (int)draw(256), length);
        if (draw(2))
            msync(memory, size, MS_SYNC);
    }
    munmap(memory, size);
    return closed(descriptor, 0);
}

/* Open a file and keep it open, whatever becomes of its name. */
static int do_hold(void)
{
    int *place = &held[draw(HELD)];
    if (*place >= 0 && close(*place) < 0)
        return -1;
    *place = open(any(), O_RDWR);
    return *place < 0 ? -1 : 0;
}

static int do_write_to_held(void)
{
    int descriptor = held[draw(HELD)];
    if (descriptor < 0)
        return 0;
    if (draw(4) == 0)
        return ftruncate(descriptor, (off_t)draw(MAX_SIZE));
    return pwrite(descriptor, bytes, draw_bytes(), (off_t)draw(MAX_SIZE)) < 0 ? -1 : 0;
}

/* A file without a name, which nobody else has opened, is what was written to it. */
static int do_nameless(void)
{
    draw_path(path, 0, DEPTH - 1);
    sprintf(path + strlen(path), "/nameless-%d", getpid());
    int descriptor = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (descriptor < 0)
        return -1;
    /* Who lists the directory may have removed it. */
    if (unlink(path) < 0 && errno != ENOENT)
        return closed(descriptor, -1);
    size_t size = draw_bytes(), at = draw(MAX_SIZE);
    if (pwrite(descriptor, bytes, size, at) < 0 || fsync(descriptor) < 0)
        return closed(descriptor, -1);
    if (pread(descriptor, again, size, at) != (ssize_t)size || memcmp(bytes, again, size) != 0) {
        puts("a file without a name is not what was written to it");
        exit(1);
    }
    return closed(descriptor, 0);
}

#define OPERATION(name) {#name, do_##name}
static const struct { const char *name; int (*perform)(void); } OPERATIONS[] = {
    OPERATION(write), OPERATION(write), OPERATION(append), OPERATION(overwrite), OPERATION(rename), OPERATION(rename),
    OPERATION(unlink), OPERATION(mkdir), OPERATION(mkdir), OPERATION(rmdir), OPERATION(symlink), OPERATION(truncate),
    OPERATION(set_xattr), OPERATION(remove_xattr), OPERATION(chmod), OPERATION(touch), OPERATION(sync), OPERATION(read),
    OPERATION(list), OPERATION(map), OPERATION(hold), OPERATION(write_to_held), OPERATION(nameless),
};

/* Whether another process that was there first, or another type of file, explains the error. */
static int is_race(int (*operation)(void))
{
    static const int races[] = {ENOENT, EEXIST, ENOTEMPTY, ENOTDIR, EISDIR, ELOOP, ENODATA};
    for (size_t i = 0; i < sizeof races / sizeof *races; i++)
        if (errno == races[i])
            return 1;
    /* A directory cannot become its own descendant, and what is in it may have long paths already: rename(2). */
    return operation == do_rename && (errno == EINVAL || errno == ENAMETOOLONG);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Do nothing with nothing open, so that a commit is cut; a file that was made before is removed in that moment. */
static void rest(double seconds)
{
    static int made;
    char scratch[64];
    for (int i = 0; i < HELD; i++) {
        if (held[i] >= 0)
            close(held[i]);
        held[i] = -1;
    }
    snprintf(scratch, sizeof scratch, "scratch-%d-%d", getpid(), ++made);
    int descriptor = open(scratch, O_WRONLY | O_CREAT | O_EXCL, 0644);
    fsync(descriptor);
    close(descriptor);
    usleep((useconds_t)((seconds + JITTER_SECONDS * (double)draw(1000) / 1000) * 1e6));
    unlink(scratch);
}

int main(int count, char **arguments)
{
    if (count != 4 || chdir(arguments[1]) < 0) {
        fputs("usage: crowd DIRECTORY SEED SECONDS\n", stderr);
        return 2;
    }
    state = strtoull(arguments[2], NULL, 10) * 0x9e3779b97f4a7c15u + 1;
    double deadline = now() + atof(arguments[3]);
    memset(long_name, 'x', sizeof long_name - 1);
    memset(held, -1, sizeof held);
    signal(SIGBUS, on_bus_error);
    unsigned long done = 0;
    for (; now() < deadline; done++) {
        double cycle = WORK_SECONDS + REST_SECONDS, phase = now() - cycle * (double)(long)(now() / cycle);
        if (phase > WORK_SECONDS)
            rest(cycle - phase);
        size_t index = draw(sizeof OPERATIONS / sizeof *OPERATIONS);
        if (OPERATIONS[index].perform() < 0 && !is_race(OPERATIONS[index].perform)) {
            printf("seed %s, operation %lu, %s %s: %s\n", arguments[2], done, OPERATIONS[index].name, path, strerror(errno));
            return 1;
        }
    }
    rest(0);
    printf("%lu\n", done);
    return 0;
}
