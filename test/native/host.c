// A program in Node's place: gives the library the little of Node-API that it uses, runs one scenario by name, and prints what came of it.
// It is built for glibc, musl and, under qemu, arm64; so the C code is tested where no Node is at hand.
//
//   host LIBRARY SCENARIO
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
typedef void* value;
typedef value (*callback)(value env, value* arguments);

// ── Node-API: a value is a number, a pointer to an array of doubles, or a function ──

static callback fork_, look_, kill_, read_, write_, close_;
static value* given;
static double numbers[32];
static void (*scenario_child)(int out);

EXPORT int napi_create_function(value env, const char* name, size_t length, callback function, void* data, value* result) {
  (void)env, (void)length, (void)data, (void)result;
  callback* slots[] = {&fork_, &look_, &kill_, &read_, &write_, &close_};
  const char* names[] = {"fork", "look", "kill", "read", "write", "close"};
  for (int i = 0; i < 6; i++) if (!strcmp(name, names[i])) *slots[i] = function;
  return 0;
}
EXPORT int napi_set_named_property(value env, value object, const char* name, value v) { (void)env, (void)object, (void)name, (void)v; return 0; }
EXPORT int napi_get_cb_info(value env, value info, size_t* count, value* arguments, value* self, void** data) {
  (void)env, (void)info, (void)self, (void)data;
  for (size_t i = 0; i < *count; i++) arguments[i] = given[i];
  return 0;
}
EXPORT int napi_get_value_int64(value env, value v, int64_t* result) { (void)env; *result = (int64_t)(intptr_t)v; return 0; }
EXPORT int napi_get_typedarray_info(value env, value array, int* type, size_t* length, void** data, value* buffer, size_t* offset) {
  (void)env, (void)buffer, (void)offset;
  *type = 8, *length = 32, *data = array;
  return 0;
}
EXPORT int napi_create_int32(value env, int32_t number, value* result) { (void)env; *result = (value)(intptr_t)number; return 0; }
EXPORT int napi_call_function(value env, value self, value function, size_t count, const value* arguments, value* result) {
  (void)env, (void)self, (void)function, (void)count, (void)result;
  scenario_child((int)(intptr_t)arguments[0]);
  return 0;
}
EXPORT int napi_get_undefined(value env, value* result) { (void)env; *result = 0; return 0; }
EXPORT int napi_get_and_clear_last_exception(value env, value* result) { (void)env, (void)result; return 1; }
EXPORT int napi_coerce_to_string(value env, value v, value* result) { (void)env, (void)v, (void)result; return 1; }
EXPORT int napi_get_value_string_utf8(value env, value v, char* text, size_t size, size_t* length) {
  (void)env, (void)v, (void)text, (void)size, (void)length;
  return 1;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

/** As libuv has it: the library knows it by its name. */
EXPORT __attribute__((noinline)) void uv_mutex_lock(pthread_mutex_t* mutex) {
  if (pthread_mutex_lock(mutex)) abort();
}

// ── What a scenario may use ──

enum { SECONDS, MEMORY, V8_THREADS, WAIT_US, BY_SPLIT, OUT, STATUS, NOT_RESTORED = 14 };

static long call(callback function, value first, value second) {
  value arguments[] = {first, second};
  given = arguments;
  return (long)(int32_t)(intptr_t)function(0, 0);
}

/** Forks, and waits for the child; prints what it wrote and said, and how it ended. */
static void run(void (*child)(int), int seconds, long memory) {
  scenario_child = child;
  numbers[SECONDS] = seconds, numbers[MEMORY] = (double)memory;
  long pid = call(fork_, numbers, 0);
  if (pid < 0) {
    printf("no fork: %ld\n", pid);
    return;
  }
  int out = (int)numbers[OUT], status = (int)numbers[STATUS];
  double looked[32];
  while (call(look_, (value)(intptr_t)pid, looked) == 0) usleep(2000);
  int wait_status = (int)looked[0];
  char text[4096];
  long size = read(out, text, sizeof text - 1);
  if (size > 0) text[size] = 0, printf("out: %s\n", text);
  size = read(status, text, sizeof text - 1);
  if (size > 0) {
    text[size] = 0;
    for (char* line = strtok(text, "\n"); line; line = strtok(0, "\n")) printf("status: %s\n", line);
  }
  printf(WIFSIGNALED(wait_status) ? "signal %d\n" : "exit %d\n", WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : WEXITSTATUS(wait_status));
  printf("not restored: %d\n", (int)numbers[NOT_RESTORED]);
  close(out), close(status);
}

static void* wait_for_ever(void* unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  pthread_cond_wait(&condition, &lock);
  return 0;
}
static void* hold_lock(void* unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  for (;;) pause();
  return 0;
}
static volatile int spinning;
static void* spin(void* unused) {
  (void)unused;
  for (spinning = 1; spinning;) {}
  return 0;
}
static void start(void* (*work)(void*)) {
  pthread_t thread;
  pthread_create(&thread, 0, work, 0);
  usleep(100000);
}

// ── Scenarios ──

static char* marked;
static char* shared;
static char path[] = "/tmp/fork-host-XXXXXX";

static void say(int out) { dprintf(out, "hello"); }
static void wait_in_child(int out) {
  (void)out;
  pthread_cond_signal(&condition);
  pthread_mutex_lock(&lock);
  pthread_cond_wait(&condition, &lock);
}
static void lock_in_child(int out) { (void)out; pthread_mutex_lock(&lock); }
static void uv_lock_in_child(int out) { uv_mutex_lock(&lock); dprintf(out, "went on"); }
static void sleep_in_child(int out) { (void)out; usleep(1000); dprintf(out, "slept"); }
static void loop_in_child(int out) { (void)out; for (;;) {} }
static void read_marked(int out) { dprintf(out, "%s", marked); }
static void write_shared(int out) { shared[0] = 'x'; dprintf(out, "written"); }
static void act(int out) {
  int refused = 0;
  refused += unlink(path) < 0 && errno == EPERM;
  refused += socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EPERM;
  refused += open("/etc/passwd", O_RDONLY) < 0 && errno == EPERM;
  refused += kill(getppid(), SIGUSR1) < 0 && errno == EPERM;
  pthread_t thread;
  refused += pthread_create(&thread, 0, spin, 0) == EAGAIN;
  dprintf(out, "%d refused", refused);
}
static void write_everywhere(int out) {
  int written = 0;
  for (int fd = 3; fd < 64; fd++) written += fd != out && write(fd, "harm", 4) == 4;
  dprintf(out, "%d into nothing", written > 0);
}
static void allocate(int out) {
  void* much = mmap(0, 1l << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  void* little = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  dprintf(out, "much %s, little %s", much == MAP_FAILED ? "no" : "yes", little == MAP_FAILED ? "no" : "yes");
}
static void abort_in_child(int out) { (void)out; abort(); }
static void raise_usr2(int out) {
  syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR2);
  dprintf(out, "lives");
}

static void* among[1000];
static char* of_parent;
/** Has a lock of malloc's at nearly every moment: its blocks are too large for what a thread keeps for itself. */
static void* allocate_again_and_again(void* unused) {
  for (spinning = 1; spinning;)
    for (int i = 0; i < 1000; i++) free(among[i]), among[i] = malloc(3000);
  return unused;
}
/** Blocks of all sizes, those that were the parent's among them, keep what is written to them. */
static void use_malloc(int out) {
  enum { BLOCKS = 2000 };
  static unsigned char* blocks[BLOCKS];
  static size_t sizes[BLOCKS];
  unsigned long random = 1, wrong = 0;
  for (int turn = 0; turn < 5 * BLOCKS; turn++) {
    random = random * 6364136223846793005ul + 1442695040888963407ul;
    int i = (int)(random >> 33) % BLOCKS;
    size_t size = turn % 100 == 0 ? 1 + (random >> 40) % 1000000 : 1 + (random >> 40) % 3000, had = sizes[i];
    for (size_t k = 0; k < had; k++) wrong += blocks[i][k] != i % 251;
    void* aligned = 0;
    if (turn % 4 == 0) blocks[i] = realloc(blocks[i], size);
    else free(blocks[i]), blocks[i] = turn % 4 == 1 ? malloc(size) : turn % 4 == 2 ? calloc(1, size) : 0, had = 0;
    if (turn % 4 == 3) wrong += posix_memalign(&aligned, 256, size) != 0 || (uintptr_t)aligned % 256, blocks[i] = aligned;
    for (size_t k = 0; turn % 4 == 2 && k < size; k++) wrong += blocks[i][k] != 0;
    for (size_t k = 0; k < had && k < size; k++) wrong += blocks[i][k] != i % 251;
    memset(blocks[i], i % 251, sizes[i] = size);
  }
  for (int i = 0; i < 1000; i += 2) free(among[i]), among[i] = 0;
  of_parent = realloc(of_parent, 5000);
  wrong += strcmp(of_parent, "kept") != 0;
  dprintf(out, "%lu wrong", wrong);
}

static volatile int handled;
static void handler(int signal) { (void)signal; handled++; }

/** All mappings with their flags, but those of the stack, the heap and what malloc has taken. */
static unsigned long count_marked(unsigned long* bytes) {
  FILE* smaps = fopen("/proc/self/smaps", "r");
  char line[512];
  unsigned long from = 0, to = 0, count = 0;
  for (*bytes = 0; smaps && fgets(line, sizeof line, smaps);) {
    sscanf(line, "%lx-%lx ", &from, &to);
    if (!strncmp(line, "VmFlags", 7) && strstr(line, " dc")) count++, *bytes += to - from;
  }
  if (smaps) fclose(smaps);
  return count;
}

static char* map_marked(size_t size) {
  char* memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  madvise(memory, size, MADV_DONTFORK);
  return memory;
}

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const char* scenario = arguments[2];
  setvbuf(stdout, 0, _IONBF, 0);
  void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (!library) return printf("%s\n", dlerror()), 1;
  ((value(*)(value, value))dlsym(library, "napi_register_module_v1"))(0, 0);
  numbers[BY_SPLIT] = 1;
#define SCENARIO(name) else if (!strcmp(scenario, name))
  if (0) {}
  SCENARIO("says") run(say, 10, 0);
  SCENARIO("waits") { start(wait_for_ever); run(wait_in_child, 10, 0); }
  SCENARIO("lock is held") { start(hold_lock); run(lock_in_child, 10, 0); }
  SCENARIO("libuv's lock is held") { start(hold_lock); run(uv_lock_in_child, 10, 0); }
  SCENARIO("sleeps") run(sleep_in_child, 10, 0);
  SCENARIO("loops") run(loop_in_child, 1, 0);
  SCENARIO("aborts") run(abort_in_child, 10, 0);
  SCENARIO("is refused all") {
    close(mkstemp(path));
    run(act, 10, 0);
    printf("file %s\n", access(path, F_OK) ? "gone" : "there");
    unlink(path);
  }
  SCENARIO("writes everywhere") {
    int fd = mkstemp(path);
    run(write_everywhere, 10, 0);
    printf("file has %ld bytes\n", (long)lseek(fd, 0, SEEK_END));
    unlink(path);
  }
  SCENARIO("wants memory") run(allocate, 10, 16 << 20);
  SCENARIO("writes to shared memory") {
    shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    run(write_shared, 10, 0);
    printf("shared %d\n", shared[0]);
  }
  SCENARIO("has handlers") {
    signal(SIGUSR2, handler), signal(SIGCHLD, handler);
    run(raise_usr2, 10, 0);
    printf("handled %d\n", handled);
  }
  SCENARIO("is waited for by the program") {
    signal(SIGCHLD, handler);
    scenario_child = loop_in_child;
    numbers[SECONDS] = 10;
    long pid = call(fork_, numbers, 0);
    printf("killed a stranger: %ld\n", call(kill_, (value)(intptr_t)getppid(), 0));
    printf("killed: %ld\n", call(kill_, (value)(intptr_t)pid, 0));
    usleep(100000);
    printf("waitpid: %d\n", waitpid(-1, 0, WNOHANG));
    printf("look: %d\n", call(look_, (value)(intptr_t)pid, numbers) == pid);
    printf("again: %d\n", call(look_, (value)(intptr_t)pid, numbers) < 0);
    printf("handled %d\n", handled);
  }
  SCENARIO("has marked memory") {
    // Side by side with memory that is not marked, with other rights, of one page, and with a hole.
    for (int by_split = 1; by_split >= 0; by_split--) {
      numbers[BY_SPLIT] = by_split;
      long page = sysconf(_SC_PAGESIZE);
      char* all = map_marked((size_t)(64 * page));
      strcpy(all + 2 * page, "seen"), marked = all + 2 * page;
      madvise(all + 8 * page, (size_t)(8 * page), MADV_DOFORK);
      mprotect(all + 20 * page, (size_t)(4 * page), PROT_READ);
      mprotect(all + 30 * page, (size_t)page, PROT_NONE);
      munmap(all + 40 * page, (size_t)page);
      unsigned long before, after, n = count_marked(&before);
      for (int i = 0; i < 3; i++) run(read_marked, 10, 0);
      unsigned long m = count_marked(&after);
      printf("marked %s, mappings %s\n", before == after ? "as before" : "otherwise", n == m ? "as before" : "otherwise");
    }
  }
  SCENARIO("has a thread in malloc") {
    of_parent = strdup("kept");
    start(allocate_again_and_again);
    for (int i = 0; i < 10; i++) run(use_malloc, 60, 0);
    spinning = 0;
  }
  SCENARIO("has a thread awake") {
    start(spin);
    numbers[V8_THREADS] = 1, numbers[WAIT_US] = 20000;
    run(say, 10, 0);
  }
  SCENARIO("has a thread asleep") {
    start(wait_for_ever);
    numbers[V8_THREADS] = 1, numbers[WAIT_US] = 5000000;
    run(say, 10, 0);
  }
  else return 2;
  printf("the parent lives\n");
  return 0;
}
