// Forks the Node process that loads it, and lets the child, a copy-on-write image with one thread, call one JavaScript function.
//
// A Node-API library without DT_NEEDED: what it imports (Node-API, a few functions of the C library) the process has already, so that
// one file serves glibc and musl. It keeps no state, starts no thread and installs nothing in the process that loads it. System calls
// are made directly: in the child no function of the C library can be trusted before its locks are seen to (see `patch_library`).
//
// JavaScript sees `fork`, `look`, `kill`, `read`, `write` and `close`; src/injected/fork/library.ts tells what they take and give.
#include <asm/unistd.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

// ── Node-API, as far as it is used ──────────────────────────────────────────────────────────────────────────────────────────────

typedef struct napi_env__* napi_env;
typedef struct napi_value__* napi_value;
typedef struct napi_callback_info__* napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
extern int napi_create_function(napi_env, const char*, size_t, napi_callback, void*, napi_value*);
extern int napi_set_named_property(napi_env, napi_value, const char*, napi_value);
extern int napi_get_cb_info(napi_env, napi_callback_info, size_t*, napi_value*, napi_value*, void**);
extern int napi_get_value_int64(napi_env, napi_value, int64_t*);
extern int napi_get_typedarray_info(napi_env, napi_value, int*, size_t*, void**, napi_value*, size_t*);
extern int napi_create_int32(napi_env, int32_t, napi_value*);
extern int napi_call_function(napi_env, napi_value, napi_value, size_t, const napi_value*, napi_value*);
extern int napi_get_undefined(napi_env, napi_value*);
extern int napi_get_and_clear_last_exception(napi_env, napi_value*);
extern int napi_coerce_to_string(napi_env, napi_value, napi_value*);
extern int napi_get_value_string_utf8(napi_env, napi_value, char*, size_t, size_t*);

// ── System calls ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

typedef int64_t i64;
typedef uint64_t u64;

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#define O_DIRECTORY 0200000
static inline i64 syscall6(i64 number, i64 a, i64 b, i64 c, i64 d, i64 e, i64 f) {
  register i64 r10 __asm__("r10") = d;
  register i64 r8 __asm__("r8") = e;
  register i64 r9 __asm__("r9") = f;
  i64 result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#define O_DIRECTORY 040000
static inline i64 syscall6(i64 number, i64 a, i64 b, i64 c, i64 d, i64 e, i64 f) {
  register i64 x8 __asm__("x8") = number;
  register i64 x0 __asm__("x0") = a;
  register i64 x1 __asm__("x1") = b;
  register i64 x2 __asm__("x2") = c;
  register i64 x3 __asm__("x3") = d;
  register i64 x4 __asm__("x4") = e;
  register i64 x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
#else
#error "this machine has no fork lens"
#endif
#define SYS(...) SYS_(__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define SYS_(number, a, b, c, d, e, f, ...) \
  syscall6(__NR_##number, (i64)(a), (i64)(b), (i64)(c), (i64)(d), (i64)(e), (i64)(f))

// The kernel's numbers, which are the same on both machines.
enum {
  AT_FDCWD = -100, O_WRONLY = 1, O_RDWR = 2, O_NONBLOCK = 04000, O_CLOEXEC = 02000000,
  F_SETFL = 4, F_DUPFD_CLOEXEC = 1030, F_SETPIPE_SZ = 1031,
  PROT_NONE = 0, PROT_READ = 1, PROT_WRITE = 2, MADV_DONTFORK = 10, MADV_DOFORK = 11,
  MAP_PRIVATE = 2, MAP_ANONYMOUS = 32, MAP_NORESERVE = 0x4000, MAP_FIXED_NOREPLACE = 0x100000,
  SIGTRAP = 5, SIGKILL = 9, SIGSTOP = 19, SIGSYS = 31, SIGNALS = 64, SIG_SETMASK = 2, SA_SIGINFO = 4, SA_RESTORER = 0x4000000,
  RLIMIT_CORE = 4, RLIMIT_AS = 9, SCHED_IDLE = 5, IOPRIO_CLASS_IDLE = 3 << 13, CLOCK_MONOTONIC = 1, ITIMER_REAL = 0,
  WNOHANG = 1, WEXITED = 4, WNOWAIT = 0x1000000, WCLONE = (int)0x80000000, P_PID = 1,
  FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_WAIT_BITSET = 9, FUTEX_COMMAND = 127,
  EPERM = 1, EINTR = 4, EAGAIN = 11, ENOMEM = 12, EBUSY = 16, ETIMEDOUT = 110,
};

static int open_file(const char* path, int flags) { return (int)SYS(openat, AT_FDCWD, path, flags | O_CLOEXEC, 0); }
static void close_fd(int fd) { SYS(close, fd); }

static i64 microseconds(void) {
  struct { i64 seconds, nanoseconds; } now;
  SYS(clock_gettime, CLOCK_MONOTONIC, &now);
  return now.seconds * 1000000 + now.nanoseconds / 1000;
}

// ── Text. GCC turns loops into calls of memcpy and memset, which nobody else here may be asked for. ────────────────────────────────

void* memcpy(void* to, const void* from, size_t size) {
  for (size_t i = 0; i < size; i++) ((char*)to)[i] = ((const char*)from)[i];
  return to;
}
void* memset(void* to, int byte, size_t size) {
  for (size_t i = 0; i < size; i++) ((char*)to)[i] = (char)byte;
  return to;
}
static size_t length(const char* text) {
  size_t n = 0;
  while (text[n]) n++;
  return n;
}
static int equal(const char* a, const char* b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}
static char* append(char* end, const char* text) {
  while (*text) *end++ = *text++;
  *end = 0;
  return end;
}
static char* append_number(char* end, u64 number) {
  char digits[24];
  int n = 0;
  do digits[n++] = (char)('0' + number % 10); while (number /= 10);
  while (n) *end++ = digits[--n];
  *end = 0;
  return end;
}
static const char* parse_hex(const char* text, u64* number) {
  for (*number = 0;; text++) {
    int digit = *text >= '0' && *text <= '9' ? *text - '0' : *text >= 'a' && *text <= 'f' ? *text - 'a' + 10 : -1;
    if (digit < 0) return text;
    *number = *number * 16 + (u64)digit;
  }
}

/** Reads an open file of /proc from its start, line by line, without newlines and cut at 255 characters. */
static void each_line_of(int fd, void (*take)(char* line, void* context), void* context) {
  char buffer[8192], line[256];
  size_t filled = 0;
  SYS(lseek, fd, 0, 0);
  for (i64 size; (size = SYS(read, fd, buffer, sizeof buffer)) > 0;) {
    for (i64 i = 0; i < size; i++) {
      if (buffer[i] != '\n') {
        if (filled < sizeof line - 1) line[filled++] = buffer[i];
        continue;
      }
      line[filled] = 0;
      take(line, context);
      filled = 0;
    }
  }
}

/** The same by path. Gives 0, or what open said. */
static int each_line(const char* path, void (*take)(char* line, void* context), void* context) {
  int fd = open_file(path, 0);
  if (fd < 0) return fd;
  each_line_of(fd, take, context);
  close_fd(fd);
  return 0;
}

/**
 * Calls `take` for each entry of a directory of /proc whose name is a number, in the kernel's order, until it gives 0. `directory` is
 * the descriptor by which it is read.
 */
static int each_number(const char* path, int (*take)(int number, int directory, void* context), void* context) {
  char buffer[8192];
  int fd = open_file(path, O_DIRECTORY), wanted = 1;
  if (fd < 0) return fd;
  for (i64 size; wanted && (size = SYS(getdents64, fd, buffer, sizeof buffer)) > 0;) {
    for (i64 at = 0; wanted && at < size; at += *(unsigned short*)(buffer + at + 16)) {
      const char* name = buffer + at + 19;
      int number = 0;
      if (*name < '0' || *name > '9') continue;
      for (; *name; name++) number = number * 10 + *name - '0';
      wanted = take(number, fd, context);
    }
  }
  close_fd(fd);
  return 0;
}

// ── In the parent: do V8's threads sleep? ───────────────────────────────────────────────────────────────────────────────────────
//
// A collection in the child waits for V8's jobs that had a worker at the moment of the fork, and no worker lives there. The kernel lists
// the threads in the order in which they were made: after the main thread come V8's, first the one for delayed tasks.

struct threads {
  int self, left, awake;
};

static int look_at_thread(int tid, int directory, void* context) {
  (void)directory;
  struct threads* threads = context;
  char path[64], stat[128];
  if (tid == threads->self || tid == (int)SYS(getpid)) return 1;
  append(append_number(append(path, "/proc/self/task/"), (u64)tid), "/stat");
  int fd = open_file(path, 0);
  i64 size = fd < 0 ? 0 : SYS(read, fd, stat, sizeof stat);
  if (fd >= 0) close_fd(fd);
  i64 name_end = size - 1;
  while (name_end > 0 && stat[name_end] != ')') name_end--;
  if (name_end > 0 && name_end + 2 < size && stat[name_end + 2] != 'S') threads->awake++;
  return --threads->left > 0;
}

static int threads_sleep(int count) {
  struct threads threads = {(int)SYS(gettid), count, 0};
  return count == 0 || (each_number("/proc/self/task", look_at_thread, &threads) == 0 && threads.awake == 0);
}

/** Waits until they sleep, looking twice, since a thread between two tasks sleeps for a moment. 0 if they do not in time. */
static int wait_for_sleep(int count, i64 most_us) {
  for (i64 start = microseconds();;) {
    if (threads_sleep(count) && threads_sleep(count)) return 1;
    if (microseconds() - start >= most_us) return 0;
    struct { i64 seconds, nanoseconds; } pause = {0, 50000};
    SYS(nanosleep, &pause, 0);
  }
}

// ── In the parent: which ranges of memory does a fork leave out? ────────────────────────────────────────────────────────────────
//
// V8 marks its heap MADV_DONTFORK, so that spawning processes is cheap; a child without it dies at the first touch. The marks are
// taken off for the fork and put back exactly as they were. No file but smaps tells of them ("dc"), and reading smaps walks all page
// tables, which takes as long as the fork itself. So the mark is found by what it does: MADV_DOFORK on the first page of a mapping
// splits it there if, and only if, it was marked, which /proc/self/maps shows without a walk. A mapping of one page cannot be split; V8 has
// none but guards, which hold nothing: the child makes its own. Should it die of another one, the next try asks smaps.

struct range {
  u64 start, end;
};
struct mappings {
  struct range *ranges, *guards;
  u64 count, guard_count, capacity, total;  // total: mappings of all kinds
  u64 start, end;                           // of the mapping whose lines come
  int is_candidate, is_inaccessible;
};
enum { MOST_RANGES = 1 << 17, SPARE_MAPPINGS = 2000 };
static u64 page_size;

/** Reads the number in a file such as /proc/PID/statm, the first one or the one after `skip` others; 0 where there is none. */
static u64 read_number(const char* path, int skip) {
  char text[128] = {0};
  int fd = open_file(path, 0);
  if (fd < 0) return 0;
  SYS(read, fd, text, sizeof text - 1);
  close_fd(fd);
  const char* digit = text;
  for (; skip; skip--) {
    while (*digit && *digit != ' ') digit++;
    if (*digit) digit++;
  }
  u64 number = 0;
  for (; *digit >= '0' && *digit <= '9'; digit++) number = number * 10 + (u64)(*digit - '0');
  return number;
}

static u64 most_mappings(void) { return read_number("/proc/sys/vm/max_map_count", 0); }

static void add_range(struct mappings* into, u64 start, u64 end) {
  if (into->count < into->capacity) into->ranges[into->count] = (struct range){start, end};
  into->count++;
}

static void add_guard(struct mappings* into, u64 start, u64 end) {
  if (into->guard_count < into->capacity) into->guards[into->guard_count++] = (struct range){start, end};
}

/** Takes a line such as "7f12a000-7f12c000 rw-p 00000000 00:00 0 [heap]". 0 where it is none. */
static int parse_mapping(const char* line, struct mappings* into) {
  u64 start, end;
  const char* rest = parse_hex(line, &start);
  if (rest == line || *rest != '-') return 0;
  rest = parse_hex(rest + 1, &end);
  if (*rest != ' ') return 0;
  into->start = start;
  into->end = end;
  // Private memory without a file; V8's own may bear a name such as "[anon:v8]".
  const char* inode = rest + 6;
  while (*inode && !(inode[0] == ' ' && inode[1] == '0' && (inode[2] == 0 || inode[2] == ' '))) inode++;
  const char* name = *inode ? inode + 2 : "/";
  while (*name == ' ') name++;
  into->is_inaccessible = rest[1] == '-' && rest[2] == '-' && rest[3] == '-';
  into->is_candidate = rest[4] == 'p' && (*name == 0 || (name[0] == '[' && name[1] == 'a' && name[2] == 'n'));
  into->total++;
  return 1;
}

static void take_candidate(char* line, void* context) {
  struct mappings* into = context;
  if (!parse_mapping(line, into) || !into->is_candidate) return;
  if (into->end - into->start > page_size) add_range(into, into->start, into->end);
  else if (into->is_inaccessible) add_guard(into, into->start, into->end);
}

static void take_marked(char* line, void* context) {
  struct mappings* into = context;
  if (parse_mapping(line, into)) return;
  if (!into->is_candidate || line[0] != 'V' || line[2] != 'F') return;
  for (char* flag = line + 8; flag[0] && flag[1]; flag++)
    if (flag[-1] == ' ' && flag[0] == 'd' && flag[1] == 'c') add_range(into, into->start, into->end);
}

/** Keeps those of the candidates that begin with a mapping of one page: they have been split. */
struct split {
  struct mappings* candidates;
  u64 at, kept;
  struct mappings line;
};

static void take_split(char* line, void* context) {
  struct split* split = context;
  struct mappings* candidates = split->candidates;
  if (!parse_mapping(line, &split->line)) return;
  // Its first page may have been merged into the mapping before: what tells is that one ends behind that page.
  while (split->at < candidates->count && candidates->ranges[split->at].start + page_size < split->line.end) split->at++;
  if (split->at < candidates->count && candidates->ranges[split->at].start + page_size == split->line.end)
    candidates->ranges[split->kept++] = candidates->ranges[split->at++];
}

static int advise(const struct mappings* of, int advice) {
  int failed = 0;
  for (u64 i = 0, next; i < of->count; i = next) {
    u64 end = of->ranges[i].end;
    for (next = i + 1; next < of->count && of->ranges[next].start == end; next++) end = of->ranges[next].end;
    i64 result = -EAGAIN;
    for (int tries = 0; result == -EAGAIN && tries < 100; tries++)
      result = SYS(madvise, of->ranges[i].start, end - of->ranges[i].start, advice);
    // ENOMEM: a part of it is not mapped any more; the rest was done.
    if (result < 0 && result != -ENOMEM) failed++;
  }
  return failed;
}

static int find_by_smaps(struct mappings* found) {
  found->count = found->guard_count = found->total = 0;
  int error = each_line("/proc/self/smaps", take_marked, found);
  return error ? error : found->count > found->capacity ? -ENOMEM : 0;
}

/** Finds the marked ranges; with `by_split` their first pages have lost the mark afterwards. 0, or an error number below 0. */
static int find_marked(struct mappings* found, int by_split) {
  if (!by_split) return find_by_smaps(found);
  int fd = open_file("/proc/self/maps", 0);
  if (fd < 0) return fd;
  each_line_of(fd, take_candidate, found);
  // A process may have so many mappings and no more: for a moment there would be more, and the program's own next one would fail.
  if (found->count > found->capacity || found->total + found->count + SPARE_MAPPINGS > most_mappings()) {
    close_fd(fd);
    return find_by_smaps(found);
  }
  for (u64 i = 0; i < found->count; i++) SYS(madvise, found->ranges[i].start, page_size, MADV_DOFORK);
  struct split split = {.candidates = found};
  each_line_of(fd, take_split, &split);
  close_fd(fd);
  found->count = split.kept;
  return 0;
}

// ── In the child ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

enum { STATUS_FD = 2, LEAST_OWN_FD = 960 };

/** Ends the child with a line that tells its cause. */
__attribute__((noreturn)) static void give_up(const char* cause) {
  char line[128];
  char* end = append(append(append(line, "\nX "), cause), "\n");
  SYS(write, STATUS_FD, line, end - line);
  for (;;) SYS(exit_group, 77);
}

// Locks and condition variables, as they are for the one thread that there is: a wait would never end.
extern int pthread_mutex_trylock(void*), pthread_rwlock_tryrdlock(void*), pthread_rwlock_trywrlock(void*);
extern int* __errno_location(void);
extern void uv_mutex_lock(void) __attribute__((weak));
static int locks_taken_over, waits;

// glibc would wait here for waiters that are not there (__condvar_quiesce_and_switch_g1).
static int signal_nobody(void* condition) {
  (void)condition;
  return 0;
}
static int wait_forever(void) { give_up("waits for a thread (cond_wait)"); }
static int wait_for_semaphore(void) { give_up("waits for a thread (sem_wait)"); }
static int join_thread(void) { give_up("waits for a thread (join)"); }
static int create_thread(void) { return EAGAIN; }
static int time_out(void) {
  if (++waits > 100000) give_up("waits again and again (timedwait)");
  return ETIMEDOUT;
}
static int yield_processor(void) {
  if (++waits > 100000) give_up("waits again and again (sched_yield)");
  return 0;
}
static int lock_mutex(void* mutex) {
  int result = pthread_mutex_trylock(mutex);
  if (result != EBUSY) return result;
  // The locks of libuv's users are those of Node's task queues. Who held one was in the middle of waking a worker, most likely; nobody
  // else will touch the queue again, and nothing in it is ever run. V8's own locks guard what the child works with.
  u64 caller = (u64)__builtin_return_address(0), owner = (u64)uv_mutex_lock;
  if (owner && caller > owner && caller - owner < 64 && ++locks_taken_over < 1000) return 0;
  give_up("a lock is held by a thread (mutex)");
}
static int lock_to_read(void* lock) {
  int result = pthread_rwlock_tryrdlock(lock);
  if (result == EBUSY) give_up("a lock is held by a thread (rdlock)");
  return result;
}
static int lock_to_write(void* lock) {
  int result = pthread_rwlock_trywrlock(lock);
  if (result == EBUSY) give_up("a lock is held by a thread (wrlock)");
  return result;
}
// V8 waits by futex itself, in Node 26 (absl).
static i64 system_call(i64 number, i64 a, i64 b, i64 c, i64 d, i64 e, i64 f) {
  int command = (int)b & FUTEX_COMMAND;
  i64 result;
  if (number == __NR_futex && (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET) && *(volatile int*)a == (int)c) {
    if (!d) give_up("waits for a thread (futex)");
    result = -time_out();
  } else {
    result = syscall6(number, a, b, c, d, e, f);
  }
  if (result >= 0 || result < -4095) return result;
  *__errno_location() = (int)-result;
  return -1;
}

// A thread that did not come along may have been in the middle of malloc, or of free: the lock that it held is never given back, and
// what it guards is half done. So the child has an allocator of its own. What the parent's gave is left alone: freeing it does nothing.
//
// It maps areas, and remembers which parts of the address space they are. An area has one big block, or pages of blocks of one size each.
// A page is used up before the next one is begun: what is allocated one after the other lies together, as V8's sets of objects need it.

enum { AREA_BITS = 22, PAGE_BITS = 18, ADDRESS_BITS = 48, MOST_SMALL = 1 << 17, SIZES = 49 };
static const u64 AREA = 1 << AREA_BITS, PAGE = 1 << PAGE_BITS;
struct freed {
  struct freed* next;
};
/** A page of small blocks: those that were freed, and where those begin that never were used. `next` also has free blocks. */
struct page {
  struct freed* freed;
  struct page* next;
  u64 start, unused;
  uint32_t used, size_number, is_listed;
};
/** At the beginning of an area; `big`: its bytes where it has one big block, else 0. Its first page is its own. */
struct area {
  u64 big;
  struct page pages[1 << (AREA_BITS - PAGE_BITS)];
};
static u64 own_areas[1 << (ADDRESS_BITS - AREA_BITS - 6)];
static struct page* with_room[SIZES];

static u64 align(u64 number, u64 to) { return (number + to - 1) & -to; }

/** Sizes are multiples of 16 up to 128, then four to each doubling: the number of the least that is no less. */
static unsigned size_number(u64 size) {
  unsigned shift = size > 64 ? 61 - (unsigned)__builtin_clzl(size - 1) : 4;
  return 4 * (shift - 4) + (unsigned)(align(size ? size : 1, 1ul << shift) >> shift);
}
static u64 numbered_size(unsigned number) { return number < 5 ? 16ul * number : (5ul + (number - 5) % 4) << (4 + (number - 5) / 4); }

/** The area of a block; 0 where it is not the child's own. */
static struct area* area_of(const void* block) {
  u64 number = (u64)block >> AREA_BITS;
  if (number >> (ADDRESS_BITS - AREA_BITS) || !(own_areas[number / 64] >> number % 64 & 1)) return 0;
  struct area* area = (struct area*)(number << AREA_BITS);
  // Behind a big block there may be other mappings, which are not the child's.
  return area->big && block != (char*)area + page_size ? 0 : area;
}
static void set_own(const struct area* area, u64 is_own) {
  u64 number = (u64)area >> AREA_BITS, bit = 1ul << number % 64;
  own_areas[number / 64] = (own_areas[number / 64] & ~bit) | is_own * bit;
}

/** Maps an area of so many bytes, all 0. Gives 0 where there is no memory. */
static struct area* map_area(u64 size) {
  u64 mapped = (u64)SYS(mmap, 0, size + AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if ((i64)mapped < 0 && (i64)mapped > -4096) return 0;
  u64 start = align(mapped, AREA);
  if (start > mapped) SYS(munmap, mapped, start - mapped);
  if (mapped + AREA > start) SYS(munmap, start + size, mapped + AREA - start);
  set_own((struct area*)start, 1);
  return (struct area*)start;
}
static struct page* page_of(struct area* area, u64 block) { return &area->pages[block % AREA >> PAGE_BITS]; }

static void list_page(struct page* page) {
  struct page** first = &with_room[page->size_number];
  // Behind the one in use, which is used up first.
  struct page** before = *first ? &(*first)->next : first;
  page->next = *before;
  page->is_listed = 1;
  *before = page;
}
static struct page* begin_page(unsigned number) {
  static u64 next;
  if (next % AREA == 0) {
    next = (u64)map_area(AREA);
    if (!next) return 0;
    next += PAGE;
  }
  struct page* page = page_of(area_of((void*)next), next);
  *page = (struct page){.start = next, .unused = next, .size_number = number};
  next += PAGE;
  list_page(page);
  return page;
}

static void* allocate_big(u64 size) {
  u64 whole = page_size + align(size, page_size);
  struct area* area = size >> ADDRESS_BITS ? 0 : map_area(whole);
  if (!area) return 0;
  area->big = whole;
  return (char*)area + page_size;
}
static void* allocate(size_t size) {
  if (size > MOST_SMALL) return allocate_big(size);
  unsigned number = size_number(size);
  u64 whole = numbered_size(number);
  struct page* page;
  while ((page = with_room[number]) && !page->freed && page->unused + whole > page->start + PAGE) {
    with_room[number] = page->next;
    page->is_listed = 0;
  }
  if (!page && !(page = begin_page(number))) return 0;
  page->used++;
  void* block = page->freed;
  if (block) {
    page->freed = page->freed->next;
  } else {
    block = (void*)page->unused;
    page->unused += whole;
  }
  return block;
}
static void release(void* block) {
  struct area* area = area_of(block);
  if (!area) return;
  if (area->big) {
    set_own(area, 0);
    SYS(munmap, area, area->big);
    return;
  }
  struct page* page = page_of(area, (u64)block);
  ((struct freed*)block)->next = page->freed;
  page->freed = block;
  if (--page->used == 0) {
    page->freed = 0;
    page->unused = page->start;
  }
  if (!page->is_listed) list_page(page);
}
static void* allocate_zeros(size_t count, size_t size) {
  u64 bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) return 0;
  u64* block = allocate(bytes);
  if (block && bytes <= MOST_SMALL)
    for (u64 i = 0; i < align(bytes, 8) / 8; i++) block[i] = 0;
  return block;
}
extern size_t malloc_usable_size(void*);
static size_t usable_size(void* block) {
  struct area* area = area_of(block);
  if (!area) return malloc_usable_size(block);
  return area->big ? area->big - page_size : numbered_size(page_of(area, (u64)block)->size_number);
}
static void* reallocate(void* block, size_t size) {
  u64 had = block ? usable_size(block) : 0;
  if (size <= had && area_of(block)) return block;
  u64* larger = allocate(size);
  if (!larger) return 0;
  // The parent's own may be the larger one.
  for (u64 i = 0; i < align(had < size ? had : size, 8) / 8; i++) larger[i] = ((u64*)block)[i];
  release(block);
  return larger;
}
/** Blocks of a power of two lie at its multiples; big ones on a page of the machine's. No more can be had. */
static void* allocate_aligned(size_t alignment, size_t size) {
  if (alignment > page_size) return 0;
  u64 least = size > alignment ? size : alignment;
  return allocate(alignment <= 16 || least > MOST_SMALL ? least : 1ul << (64 - __builtin_clzl(least - 1)));
}
static int allocate_aligned_into(void** block, size_t alignment, size_t size) {
  *block = allocate_aligned(alignment, size);
  return *block ? 0 : ENOMEM;
}

extern void *malloc(size_t), *calloc(size_t, size_t), *realloc(void*, size_t), free(void*);
/** What the child calls instead; `value`: what the program may have in its data, too, as libuv does. */
static const struct { const char* name; void *function, *value; } REPLACEMENTS[] = {
  {"pthread_cond_signal", signal_nobody, 0}, {"pthread_cond_broadcast", signal_nobody, 0},
  {"pthread_cond_wait", wait_forever, 0}, {"pthread_cond_timedwait", time_out, 0}, {"pthread_cond_clockwait", time_out, 0},
  {"pthread_mutex_lock", lock_mutex, 0}, {"pthread_rwlock_rdlock", lock_to_read, 0}, {"pthread_rwlock_wrlock", lock_to_write, 0},
  {"pthread_create", create_thread, 0}, {"pthread_join", join_thread, 0},
  {"sem_wait", wait_for_semaphore, 0}, {"sem_timedwait", time_out, 0}, {"sched_yield", yield_processor, 0}, {"syscall", system_call, 0},
  {"malloc", allocate, malloc}, {"calloc", allocate_zeros, calloc}, {"realloc", reallocate, realloc}, {"free", release, free},
  {"posix_memalign", allocate_aligned_into, 0}, {"aligned_alloc", allocate_aligned, 0}, {"memalign", allocate_aligned, 0},
  {"malloc_usable_size", usable_size, 0},
};

// ELF, as far as it is used.
struct program_header { uint32_t type, flags; u64 offset, address, physical, file_size, size, alignment; };
struct dynamic { u64 tag, value; };
struct relocation { u64 offset, info; i64 addend; };
struct symbol { uint32_t name; unsigned char info, other; uint16_t section; u64 value, size; };
struct library { u64 base; const char* name; const struct program_header* headers; uint16_t count; };
extern int dl_iterate_phdr(int (*)(struct library*, size_t, void*), void*);
enum { PT_LOAD = 1, PT_DYNAMIC = 2, DT_PLTRELSZ = 2, DT_STRTAB = 5, DT_SYMTAB = 6, DT_RELA = 7, DT_RELASZ = 8, DT_JMPREL = 23 };
#if defined(__x86_64__)
enum { ADDRESS = 1, GLOB_DAT = 6, JUMP_SLOT = 7 };
#else
enum { ADDRESS = 257, GLOB_DAT = 1025, JUMP_SLOT = 1026 };
#endif

static void patch_slots(u64 base, u64 table, u64 size, const struct symbol* symbols, const char* names) {
  const struct relocation* relocations = (const void*)table;
  for (u64 i = 0; i < size / sizeof *relocations; i++) {
    uint32_t type = (uint32_t)relocations[i].info;
    if (type != GLOB_DAT && type != JUMP_SLOT && type != ADDRESS) continue;
    const char* name = names + symbols[relocations[i].info >> 32].name;
    for (size_t k = 0; k < sizeof REPLACEMENTS / sizeof *REPLACEMENTS; k++) {
      if (*name != *REPLACEMENTS[k].name || !equal(name, REPLACEMENTS[k].name)) continue;
      u64 slot = base + relocations[i].offset;
      // The program may have put something else into its own data since.
      if (type == ADDRESS && *(void**)slot != REPLACEMENTS[k].value) continue;
      SYS(mprotect, slot & -page_size, page_size, PROT_READ | PROT_WRITE);
      *(void**)slot = REPLACEMENTS[k].function;
    }
  }
}

/** Lets the locks of a loaded library be ours: its slots for imported functions are rewritten, in the child's own copy of the pages. */
static int patch_library(struct library* library, size_t size, void* context) {
  (void)size, (void)context;
  u64 base = library->base, here = (u64)&patch_library;
  const struct dynamic* dynamic = 0;
  for (int i = 0; i < library->count; i++) {
    const struct program_header* header = &library->headers[i];
    u64 start = base + header->address;
    if (header->type == PT_DYNAMIC) dynamic = (const void*)start;
    if (header->type == PT_LOAD && start <= here && here < start + header->size) return 0;  // this library
  }
  u64 of[DT_JMPREL + 1] = {0};
  for (; dynamic && dynamic->tag; dynamic++)
    if (dynamic->tag <= DT_JMPREL) of[dynamic->tag] = dynamic->value;
  static const int ADDRESSES[] = {DT_STRTAB, DT_SYMTAB, DT_RELA, DT_JMPREL};
  for (int i = 0; i < 4; i++)
    if (of[ADDRESSES[i]] && of[ADDRESSES[i]] < base) of[ADDRESSES[i]] += base;  // glibc has added the base, musl has not
  if (!of[DT_SYMTAB] || !of[DT_STRTAB]) return 0;
  if (of[DT_RELA]) patch_slots(base, of[DT_RELA], of[DT_RELASZ], (const void*)of[DT_SYMTAB], (const void*)of[DT_STRTAB]);
  if (of[DT_JMPREL]) patch_slots(base, of[DT_JMPREL], of[DT_PLTRELSZ], (const void*)of[DT_SYMTAB], (const void*)of[DT_STRTAB]);
  return 0;
}

/** The kernel's struct sigaction. x86-64 calls no handler without a restorer, though ours never returns. */
static void set_signal(int signal, void* handler, u64 flags) {
  struct { void* handler; u64 flags; void* restorer; u64 mask; } action = {handler, flags | SA_RESTORER, handler, 0};
  SYS(rt_sigaction, signal, &action, 0, 8);
}

/** Names the system call that the filter did not let pass. */
static void report_system_call(int signal, const char* info, void* context) {
  (void)signal, (void)context;
  char cause[64];
  append_number(append(cause, "waits for a thread, by system call "), *(const uint32_t*)(info + 24));
  give_up(cause);
}

struct open_files { int null, own; };

static int put_null_over(int fd, int directory, void* context) {
  struct open_files* files = context;
  if (fd != directory && fd != files->null && fd != files->own && fd != STATUS_FD) SYS(dup3, files->null, fd, O_CLOEXEC);
  return 1;
}

/**
 * Leaves the child nothing open but `out` and `status`. Every other descriptor becomes /dev/null rather than being closed: libuv aborts
 * where its own are gone, and a finalizer of the program's that closes a number must not hit one of ours. So `out` moves to a high number,
 * where nobody's is; `status` becomes the standard error output, where V8's last words go.
 */
static int replace_descriptors(int out, int status) {
  int own = -1;
  for (int least = LEAST_OWN_FD; own < 0 && least > STATUS_FD; least /= 2) own = (int)SYS(fcntl, out, F_DUPFD_CLOEXEC, least);
  SYS(dup3, status, STATUS_FD, O_CLOEXEC);
  struct open_files files = {open_file("/dev/null", O_RDWR), own};
  if (own < 0) give_up("no descriptor left");
  if (files.null < 0) give_up("no /dev/null");
  // Twice: a directory that changes while it is listed may leave entries out.
  if (each_number("/proc/self/fd", put_null_over, &files) || each_number("/proc/self/fd", put_null_over, &files))
    give_up("no /proc/self/fd");
  return own;
}

/** Memory that is shared with the parent, such as io_uring's rings, cannot be written any more. */
static void protect_shared(char* line, void* context) {
  struct mappings mapping = {0};
  (void)context;
  if (!parse_mapping(line, &mapping)) return;
  const char* permissions = line;
  while (*permissions != ' ') permissions++;
  if (permissions[2] != 'w' || permissions[4] != 's') return;
  if (SYS(mprotect, mapping.start, mapping.end - mapping.start, PROT_READ) < 0) give_up("shared memory stays writable");
}

static void limit(int resource, u64 most) {
  struct { u64 soft, hard; } value = {most, most};
  SYS(prlimit64, 0, resource, &value, 0);
}

/** Limits the address space to what it is and so many bytes more; V8 then says "out of memory" in the child, and ends it. */
static void limit_memory(u64 bytes) {
  u64 pages = read_number("/proc/self/statm", 0);
  if (!pages) give_up("no /proc/self/statm");
  limit(RLIMIT_AS, pages * page_size + bytes);
}

#define IF_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ALLOW(name) IF_EQUAL(__NR_##name, 0, 1), RETURN(SECCOMP_RET_ALLOW)

/**
 * The child may use memory, read, write and close what is open, ask the time, and end. A wait for another thread ends it. All else is
 * refused with EPERM, so that no finalizer of the program's unlinks a file, connects a socket or kills a process a second time.
 */
static void enter_sandbox(void) {
  const struct sock_filter filter[] = {
    LOAD(arch), IF_EQUAL(THIS_ARCH, 1, 0), RETURN(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
    ALLOW(write), ALLOW(writev), ALLOW(read), ALLOW(close), ALLOW(lseek), ALLOW(fstat),
    ALLOW(mmap), ALLOW(munmap), ALLOW(mprotect), ALLOW(pkey_mprotect), ALLOW(madvise), ALLOW(mremap), ALLOW(brk),
    ALLOW(clock_gettime), ALLOW(gettimeofday), ALLOW(getpid), ALLOW(gettid), ALLOW(getrandom), ALLOW(getrusage), ALLOW(sysinfo),
    ALLOW(rt_sigprocmask), ALLOW(rt_sigaction), ALLOW(rt_sigreturn), ALLOW(exit), ALLOW(exit_group), ALLOW(sched_yield),
    IF_EQUAL(__NR_nanosleep, 0, 1), RETURN(SECCOMP_RET_TRAP),
    IF_EQUAL(__NR_clock_nanosleep, 0, 1), RETURN(SECCOMP_RET_TRAP),
    IF_EQUAL(__NR_futex, 0, 5), LOAD(args[1]), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, FUTEX_COMMAND),
    IF_EQUAL(FUTEX_WAKE, 0, 1), RETURN(SECCOMP_RET_ALLOW), RETURN(SECCOMP_RET_TRAP),
    // To abort is to send a signal to oneself; the C library may still take the parent's thread for oneself, as musl does.
    IF_EQUAL(__NR_tgkill, 0, 3), LOAD(args[0]), IF_EQUAL((uint32_t)SYS(getpid), 0, 1), RETURN(SECCOMP_RET_ALLOW),
    RETURN(SECCOMP_RET_ERRNO | EPERM),
  };
  const struct { unsigned short count; const struct sock_filter* filter; } program = {sizeof filter / sizeof *filter, filter};
  if (SYS(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || SYS(seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
    give_up("no seccomp");
}

struct child_limits {
  int parent, seconds, niceness;
  u64 memory;
};

/** Where a guard page is missing V8 cannot free what lies around it: mprotect refuses ranges with holes. Those that are there stay. */
static void map_guards(const struct mappings* of) {
  for (u64 i = 0; i < of->guard_count; i++) {
    u64 start = of->guards[i].start, size = of->guards[i].end - start;
    SYS(mmap, start, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  }
}

/** Makes the forked process one that can do nothing but look; gives the descriptor that it may write to. */
static int confine(const struct child_limits* limits, const struct mappings* mappings, int out, int status) {
  // It goes with its parent; which may have gone already.
  SYS(prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (SYS(getppid) != limits->parent) SYS(exit_group, 0);
  SYS(prctl, PR_SET_NAME, "leakconsole", 0, 0, 0);
  // The program's handlers would act for the program.
  for (int signal = 1; signal <= SIGNALS; signal++)
    if (signal != SIGKILL && signal != SIGSTOP) set_signal(signal, 0, 0);
  set_signal(SIGSYS, report_system_call, SA_SIGINFO);
  int own = replace_descriptors(out, status);
  map_guards(mappings);
  // Where memory runs out, the kernel takes the child first.
  int fd = open_file("/proc/self/oom_score_adj", O_WRONLY);
  if (fd >= 0) SYS(write, fd, "1000", 4), close_fd(fd);
  // No core dump; 0 would still start a program that core_pattern names, 1 does not.
  limit(RLIMIT_CORE, 1);
  if (limits->memory) limit_memory(limits->memory);
  // Others come first; with SCHED_IDLE it has only the time that nobody else wants.
  int priority = 0;
  SYS(setpriority, 0, 0, limits->niceness);
  if (limits->niceness > 19) SYS(sched_setscheduler, 0, SCHED_IDLE, &priority);
  SYS(ioprio_set, 1, 0, IOPRIO_CLASS_IDLE);
  if (each_line("/proc/self/maps", protect_shared, 0)) give_up("no /proc/self/maps");
  // The signal's default action ends it, whatever it is in the middle of.
  struct { i64 interval_seconds, interval_us, seconds, us; } deadline = {0, 0, limits->seconds, 0};
  SYS(setitimer, ITIMER_REAL, &deadline, 0);
  enter_sandbox();
  // Behind the filter, since the list of libraries has a lock, too.
  dl_iterate_phdr(patch_library, 0);
  u64 none = 0;
  SYS(rt_sigprocmask, SIG_SETMASK, &none, 0, 8);
  return own;
}

/** Calls the function, with the descriptor, and ends the process. It never comes back to Node. */
__attribute__((noreturn)) static void run_child(napi_env env, napi_value function, int out) {
  napi_value argument, undefined, result, error;
  char text[1024];
  size_t size = 0;
  int code = 0;
  if (napi_create_int32(env, out, &argument) || napi_get_undefined(env, &undefined)) give_up("no argument");
  if (napi_call_function(env, undefined, function, 1, &argument, &result)) {
    code = 3;
    if (!napi_get_and_clear_last_exception(env, &error) && !napi_coerce_to_string(env, error, &error) &&
        !napi_get_value_string_utf8(env, error, text, sizeof text, &size)) {
      SYS(write, STATUS_FD, "\nE ", 3);
      SYS(write, STATUS_FD, text, size);
      SYS(write, STATUS_FD, "\n", 1);
    }
  }
  char line[64];
  char* end = append(append_number(append(line, "\nL "), (u64)locks_taken_over), "\n");
  if (locks_taken_over) SYS(write, STATUS_FD, line, end - line);
  for (;;) SYS(exit_group, code);
}

// ── What JavaScript calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The doubles of a Float64Array, which both sides read and write: nothing is allocated in V8. */
static double* numbers_of(napi_env env, napi_value array) {
  void* data = 0;
  size_t count = 0;
  int type = 0;
  return napi_get_typedarray_info(env, array, &type, &count, &data, 0, 0) || type != 8 || count < 32 ? 0 : data;
}
static napi_value number(napi_env env, i64 value) {
  napi_value result = 0;
  napi_create_int32(env, (int32_t)value, &result);
  return result;
}
static i64 integer_of(napi_env env, napi_value value) {
  int64_t result = -1;
  napi_get_value_int64(env, value, &result);
  return result;
}

/** The indices of what `fork` takes and gives; library.ts has the same. */
enum {
  SECONDS, MEMORY, V8_THREADS, WAIT_US, BY_SPLIT,
  OUT, STATUS, WAITED_US, FOUND_US, UNMARKED_US, FORKED_US, MARKED_US, MAPPINGS, RANGES, NOT_RESTORED, NICENESS, INTO,
};
enum { NO_MEMORY = -1, THREADS_AWAKE = -2, NO_RANGES = -3, NO_PIPE = -4, NO_FORK = -5 };

static void make_pipe(int ends[2]) {
  ends[0] = ends[1] = -1;
  if (SYS(pipe2, ends, O_CLOEXEC) < 0) return;
  SYS(fcntl, ends[0], F_SETPIPE_SZ, 1 << 20);
  SYS(fcntl, ends[0], F_SETFL, O_NONBLOCK);
}

/** Who calls the child, and where it writes to. */
struct child_call {
  napi_env env;
  napi_value function;
  int out, status;
};

/** Forks with all of V8's memory: gives the child's pid or what stood in the way, and in `numbers` how long each step took. */
static i64 fork_with_heap(double* numbers, struct mappings* marked, const struct child_call* call) {
  struct child_limits limits = {(int)SYS(getpid), (int)numbers[SECONDS], (int)numbers[NICENESS], (u64)numbers[MEMORY]};
  i64 start = microseconds();
  i64 result = find_marked(marked, (int)numbers[BY_SPLIT]) ? NO_RANGES : 0;
  i64 found = microseconds(), unmarked = found, forked = found;
  if (!result) {
    advise(marked, MADV_DOFORK);
    unmarked = microseconds();
    // Without a signal at its end: no SIGCHLD reaches the program, and no wait of its own for any child finds this one.
    result = SYS(clone, 0, 0, 0, 0, 0);
    if (result == 0) run_child(call->env, call->function, confine(&limits, marked, call->out, call->status));
    forked = microseconds();
    if (result < 0) result = NO_FORK;
  }
  numbers[NOT_RESTORED] = advise(marked, MADV_DONTFORK);
  numbers[FOUND_US] = (double)(found - start);
  numbers[UNMARKED_US] = (double)(unmarked - found);
  numbers[FORKED_US] = (double)(forked - unmarked);
  numbers[MARKED_US] = (double)(microseconds() - forked);
  numbers[MAPPINGS] = (double)marked->total;
  numbers[RANGES] = (double)marked->count;
  return result;
}

/** Closes the ends of a pipe that the parent has no use for: the child's, and where there is no child, both. */
static void close_ends(const int ends[2], int has_child) {
  if (ends[1] >= 0) close_fd(ends[1]);
  if (ends[0] >= 0 && !has_child) close_fd(ends[0]);
}

/** fork(numbers, child) → the child's pid, or what stood in the way. All that the parent ever feels of it is in here. */
static napi_value Fork(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  size_t count = 2;
  napi_get_cb_info(env, info, &count, arguments, 0, 0);
  double* numbers = numbers_of(env, arguments[0]);
  if (!numbers) return number(env, NO_MEMORY);
  i64 start = microseconds();
  if (!wait_for_sleep((int)numbers[V8_THREADS], (i64)numbers[WAIT_US])) return number(env, THREADS_AWAKE);
  numbers[WAITED_US] = (double)(microseconds() - start);

  u64 size = 2 * MOST_RANGES * sizeof(struct range);
  struct range* ranges = (void*)SYS(mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if ((i64)ranges < 0 && (i64)ranges > -4096) return number(env, NO_MEMORY);
  struct mappings marked = {.ranges = ranges, .guards = ranges + MOST_RANGES, .capacity = MOST_RANGES};
  int file = (int)numbers[INTO], out[2] = {-1, file}, status[2];
  if (!file) make_pipe(out);
  make_pipe(status);
  i64 result = out[1] < 0 || status[0] < 0 ? NO_PIPE : 0;
  if (!result) {
    // No handler of the program's may run in the child before its handlers are gone.
    u64 all = ~0ul, mask = 0;
    SYS(rt_sigprocmask, SIG_SETMASK, &all, &mask, 8);
    result = fork_with_heap(numbers, &marked, &(struct child_call){env, arguments[1], out[1], status[1]});
    SYS(rt_sigprocmask, SIG_SETMASK, &mask, 0, 8);
  }
  SYS(munmap, ranges, size);
  if (!file) close_ends(out, result > 0);
  close_ends(status, result > 0);
  numbers[OUT] = result < 0 ? -1 : out[0];
  numbers[STATUS] = result < 0 ? -1 : status[0];
  return number(env, result);
}

/** The indices of what `look` gives. */
enum { WAIT_STATUS, MAX_RSS, CPU_MS, RSS };

/**
 * look(pid, numbers) → 0 while the child lives, its pid once it has ended, below 0 where there is none. It is reaped by that. Only
 * children without a signal are waited for (WCLONE), so none of the program's can ever be taken.
 */
static napi_value Look(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  size_t count = 2;
  napi_get_cb_info(env, info, &count, arguments, 0, 0);
  i64 pid = integer_of(env, arguments[0]), usage[18] = {0};
  double* numbers = numbers_of(env, arguments[1]);
  int status = 0;
  if (pid <= 1 || !numbers) return number(env, -1);
  i64 result = SYS(wait4, pid, &status, WNOHANG | WCLONE, usage);
  if (result == 0) {
    char path[64];
    append(append_number(append(path, "/proc/"), (u64)pid), "/statm");
    numbers[RSS] = (double)(read_number(path, 1) * page_size);
  } else {
    numbers[WAIT_STATUS] = status;
    numbers[CPU_MS] = (double)((usage[0] + usage[2]) * 1000 + (usage[1] + usage[3]) / 1000);
    numbers[MAX_RSS] = (double)usage[4] * 1024;
  }
  return number(env, result);
}

/** kill(pid) ends the child, if it is one of ours that was not reaped yet: so the number cannot be another process's by now. */
static napi_value Kill(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  napi_get_cb_info(env, info, &count, &argument, 0, 0);
  i64 pid = integer_of(env, argument);
  char found[128];
  if (pid <= 1 || SYS(waitid, P_PID, pid, found, WEXITED | WNOHANG | WNOWAIT | WCLONE, 0) < 0) return number(env, -1);
  return number(env, SYS(kill, pid, SIGKILL));
}

/** read(fd, bytes), write(fd, bytes), close(fd): the system calls, which no program has patched. Below 0: an error number. */
static napi_value transfer(napi_env env, napi_callback_info info, int writes) {
  napi_value arguments[2];
  size_t count = 2, size = 0;
  void* data = 0;
  int type = 0;
  napi_get_cb_info(env, info, &count, arguments, 0, 0);
  i64 fd = integer_of(env, arguments[0]), result;
  if (napi_get_typedarray_info(env, arguments[1], &type, &size, &data, 0, 0) || type != 1) return number(env, -1);
  do result = writes ? SYS(write, fd, data, size) : SYS(read, fd, data, size); while (result == -EINTR);
  return number(env, result);
}
static napi_value Read(napi_env env, napi_callback_info info) { return transfer(env, info, 0); }
static napi_value Write(napi_env env, napi_callback_info info) { return transfer(env, info, 1); }
static napi_value Close(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  napi_get_cb_info(env, info, &count, &argument, 0, 0);
  return number(env, SYS(close, integer_of(env, argument)));
}

/** Asks the kernel's own table: the page size differs between arm64 machines. */
static u64 read_page_size(void) {
  u64 entry[2];
  u64 found = 4096;
  int fd = open_file("/proc/self/auxv", 0);
  while (fd >= 0 && SYS(read, fd, entry, sizeof entry) == sizeof entry)
    if (entry[0] == 6 /* AT_PAGESZ */) found = entry[1];
  if (fd >= 0) close_fd(fd);
  return found;
}

__attribute__((visibility("default"))) int32_t node_api_module_get_api_version_v1(void) { return 8; }

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  static const struct { const char* name; napi_callback function; } FUNCTIONS[] = {
    {"fork", Fork}, {"look", Look}, {"kill", Kill}, {"read", Read}, {"write", Write}, {"close", Close},
  };
  page_size = read_page_size();
  for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
    napi_value function;
    napi_create_function(env, FUNCTIONS[i].name, length(FUNCTIONS[i].name), FUNCTIONS[i].function, 0, &function);
    napi_set_named_property(env, exports, FUNCTIONS[i].name, function);
  }
  return exports;
}
