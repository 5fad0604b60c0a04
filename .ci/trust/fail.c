/* Fails the n-th system call of a kind, whoever makes it: preloaded, it has the kernel hand such calls to a signal
 * handler first, so that those which do not go through libc are seen as well (the renaming of tempfile is one).
 *
 *   cc -shared -fPIC -O1 -o fail.so fail.c
 *   LD_PRELOAD=fail.so FAIL_CALL=write FAIL_AT=3 FAIL_ERRNO=28 FAIL_MARK=mark newsfeed ...
 *
 * FAIL_CALL   open read write fsync rename
 * FAIL_AT     which one, from 1
 * FAIL_ERRNO  what it returns; or
 * FAIL_DO     short: half of the bytes; unlink, truncate: the file is gone or cut just before; interrupt, terminate,
 *             kill: the process is sent that signal just before; count: nothing
 * FAIL_PATH   only calls on a path that holds this text
 * FAIL_MARK   where the path of the call that failed is written, so that the caller knows it happened */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#if !defined(__x86_64__) && !defined(__aarch64__)
#error "the registers of this machine are not known here"
#endif

/* Calls that carry this in an argument they do not have are our own, and let through. */
#define OURS 0x6e657773
#ifndef SYS_open
#define SYS_open -1
#endif
#ifndef SYS_rename
#define SYS_rename -1
#endif

static long at, error_number, seen;
static const char *action, *only, *mark;

static long own(long number, long a, long b, long c, long d, long e) {
    long result = syscall(number, a, b, c, d, e, (long)OURS);
    return result < 0 ? -errno : result;
}

static void path_of(long number, const long *arg, char *path, size_t size) {
    char link[64];
    long length;
    path[0] = 0;
    if (number == SYS_open || number == SYS_rename) {
        snprintf(path, size, "%s", (const char *)arg[0]);
    } else if (number == SYS_openat || number == SYS_renameat || number == SYS_renameat2) {
        snprintf(path, size, "%s", (const char *)arg[1]);
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%ld", arg[0]);
        length = own(SYS_readlinkat, AT_FDCWD, (long)link, (long)path, (long)size - 1, 0);
        path[length < 0 ? 0 : length] = 0;
    }
}

static int is_done(const char *what) { return action && strcmp(action, what) == 0; }

static long decide(long number, long *arg) {
    char path[4096];
    long file;
    path_of(number, arg, path, sizeof path);
    if ((only && !strstr(path, only)) || __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST) != at)
        return own(number, arg[0], arg[1], arg[2], arg[3], arg[4]);
    if (mark) {
        file = own(SYS_openat, AT_FDCWD, (long)mark, O_WRONLY | O_CREAT | O_TRUNC, 0644, 0);
        own(SYS_write, file, (long)path, (long)strlen(path), 0, 0);
        own(SYS_close, file, 0, 0, 0, 0);
    }
    if (is_done("short")) {
        if ((number == SYS_read || number == SYS_write) && arg[2] > 1) arg[2] = (arg[2] + 1) / 2;
        if (number == SYS_writev && arg[2] > 1) arg[2] = 1;
    } else if (is_done("unlink")) {
        own(SYS_unlinkat, AT_FDCWD, (long)path, 0, 0, 0);
    } else if (is_done("truncate")) {
        file = own(SYS_openat, AT_FDCWD, (long)path, O_WRONLY | O_TRUNC, 0, 0);
        own(SYS_close, file, 0, 0, 0, 0);
    } else if (is_done("interrupt") || is_done("terminate") || is_done("kill")) {
        own(SYS_kill, getpid(), is_done("kill") ? SIGKILL : is_done("interrupt") ? SIGINT : SIGTERM, 0, 0, 0);
        /* The signal is some other thread's to handle: it gets the time to. */
        usleep(20000);
    } else if (!is_done("count")) {
        return -error_number;
    }
    return own(number, arg[0], arg[1], arg[2], arg[3], arg[4]);
}

static void trapped(int signal_number, siginfo_t *info, void *context) {
    mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
    int saved = errno;
    (void)signal_number;
#if defined(__x86_64__)
    greg_t *r = machine->gregs;
    long arg[5] = {r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8]};
    r[REG_RAX] = decide(info->si_syscall, arg);
#else
    long arg[5];
    memcpy(arg, machine->regs, sizeof arg);
    machine->regs[0] = decide(info->si_syscall, arg);
#endif
    errno = saved;
}

__attribute__((constructor)) static void begin(void) {
    const char *call = getenv("FAIL_CALL"), *number = getenv("FAIL_AT"), *fault = getenv("FAIL_ERRNO");
    long calls[3] = {-1, -1, -1};
    if (!call || !number) return;
    at = atol(number);
    error_number = fault ? atol(fault) : EIO;
    action = getenv("FAIL_DO");
    only = getenv("FAIL_PATH");
    mark = getenv("FAIL_MARK");
    if (!strcmp(call, "open")) calls[0] = SYS_openat, calls[1] = SYS_open;
    if (!strcmp(call, "read")) calls[0] = SYS_read;
    if (!strcmp(call, "write")) calls[0] = SYS_write, calls[1] = SYS_writev;
    if (!strcmp(call, "fsync")) calls[0] = SYS_fsync, calls[1] = SYS_fdatasync;
    if (!strcmp(call, "rename")) calls[0] = SYS_renameat2, calls[1] = SYS_renameat, calls[2] = SYS_rename;

    struct sigaction handler = {0};
    handler.sa_sigaction = trapped;
    handler.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGSYS, &handler, 0);
    unsigned known[3];
    for (int i = 0; i < 3; i++) known[i] = (unsigned)(calls[i] < 0 ? calls[0] : calls[i]);
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, known[0], 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, known[1], 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, known[2], 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OURS, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        static const char no[] = "fail.so: no seccomp filter here\n";
        own(SYS_write, 2, (long)no, sizeof no - 1, 0, 0);
        _exit(99);
    }
}
