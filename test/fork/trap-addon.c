// Makes objects whose finalizers do what no second process must do in a program's name: unlink its file, connect to its port.
#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
typedef void* napi_env;
typedef void* napi_value;
extern int napi_create_function(napi_env, const char*, size_t, void*, void*, napi_value*);
extern int napi_set_named_property(napi_env, napi_value, const char*, napi_value);
extern int napi_get_cb_info(napi_env, void*, size_t*, napi_value*, napi_value*, void**);
extern int napi_get_value_string_utf8(napi_env, napi_value, char*, size_t, size_t*);
extern int napi_get_value_int32(napi_env, napi_value, int32_t*);
extern int napi_create_int32(napi_env, int32_t, napi_value*);
extern int napi_create_external(napi_env, void*, void*, void*, napi_value*);
extern int napi_create_external_arraybuffer(napi_env, void*, size_t, void*, void*, napi_value*);

static char file[256], bytes[4096];
static int port, sprung;

static void spring(napi_env env, void* data, void* hint) {
  (void)env, (void)data, (void)hint;
  sprung++;
  unlink(file);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  connect(fd, (struct sockaddr*)&address, sizeof address);
  close(fd);
}
/** makeTrap(file, port, kind) → an external, or an array buffer, whose finalizer runs within the collection. */
static napi_value make_trap(napi_env env, void* info) {
  napi_value arguments[3], made = 0;
  size_t count = 3, length;
  int32_t kind = 0;
  napi_get_cb_info(env, info, &count, arguments, 0, 0);
  napi_get_value_string_utf8(env, arguments[0], file, sizeof file, &length);
  napi_get_value_int32(env, arguments[1], &port);
  napi_get_value_int32(env, arguments[2], &kind);
  static int used;
  if (kind == 0) napi_create_external(env, bytes, spring, 0, &made);
  else napi_create_external_arraybuffer(env, bytes + used++, 1, spring, 0, &made);
  return made;
}
/** countSprung() → how many finalizers have run in this process. */
static napi_value count_sprung(napi_env env, void* info) {
  napi_value count = 0;
  (void)info;
  napi_create_int32(env, sprung, &count);
  return count;
}
napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "makeTrap", 8, make_trap, 0, &function);
  napi_set_named_property(env, exports, "makeTrap", function);
  napi_create_function(env, "countSprung", 11, count_sprung, 0, &function);
  napi_set_named_property(env, exports, "countSprung", function);
  return exports;
}
