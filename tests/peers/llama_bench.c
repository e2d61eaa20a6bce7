/*
 * Measures llama.cpp over its prebuilt shared library, which comes without llama-bench: the same tests,
 * the same defaults, and lines with the names of its fields.
 *
 *     cc -O2 -o llama_bench llama_bench.c -ldl -lm
 *     ./llama_bench LIBRARY_DIR -m FILE [-p 512,...] [-n 128,...] [-t 1] [-r 5]
 *
 * Nothing is linked and no header is needed. Parameter blocks are opaque bytes, in which the few fields
 * that are set are found by their offset in llama.h; before they are used they must hold the library's
 * known defaults, so that one with another layout is refused and not misled. That a block larger than
 * the real one may be passed by value is so in the System V calling convention for x86-64, the only one
 * that this is for.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if !defined(__linux__) || !defined(__x86_64__)
#error "llama_bench.c knows the calling convention of Linux on x86-64 only"
#endif

enum { FAILED = 1, WRONG_USAGE = 2 };

static void fail(int code, const char *what, const char *detail) {
    fprintf(stderr, "llama_bench: %s%s%s\n", what, *detail ? ": " : "", detail);
    exit(code);
}

/* ---- The library ---- */

typedef struct { unsigned char bytes[512]; } Opaque;

/* Offsets in struct llama_context_params. */
enum {
    N_CTX = 0x00, N_BATCH = 0x04, N_UBATCH = 0x08, N_THREADS = 0x1c, N_THREADS_BATCH = 0x20,
    TYPE_K = 0x68, TYPE_V = 0x6c
};

enum { DEFAULT_CTX = 512, DEFAULT_BATCH = 2048, DEFAULT_UBATCH = 512, DEFAULT_THREADS = 4, GGML_TYPE_F16 = 1 };

enum { LOG_ERROR = 4 };

#define FUNCTIONS(F) \
    F(void, ggml_backend_load_all_from_path, (const char *dir)) \
    F(void, llama_log_set, (void (*log)(int, const char *, void *), void *data)) \
    F(void, llama_backend_init, (void)) \
    F(const char *, llama_version, (void)) \
    F(Opaque, llama_model_default_params, (void)) \
    F(Opaque, llama_context_default_params, (void)) \
    F(void *, llama_model_load_from_file, (const char *path, Opaque params)) \
    F(uint64_t, llama_model_size, (const void *model)) \
    F(uint64_t, llama_model_n_params, (const void *model)) \
    F(const void *, llama_model_get_vocab, (const void *model)) \
    F(int32_t, llama_vocab_n_tokens, (const void *vocab)) \
    F(void *, llama_init_from_model, (void *model, Opaque params)) \
    F(void *, llama_get_memory, (const void *context)) \
    F(void, llama_memory_clear, (void *memory, _Bool data)) \
    F(Opaque, llama_batch_get_one, (int32_t *tokens, int32_t count)) \
    F(int32_t, llama_decode, (void *context, Opaque batch)) \
    F(void, llama_synchronize, (void *context)) \
    F(void, llama_free, (void *context))

static struct {
#define MEMBER(type, name, parameters) type (*name) parameters;
    FUNCTIONS(MEMBER)
} lib;

static void *find(void *library, const char *name) {
    void *function = dlsym(library, name);
    if (!function) fail(FAILED, "the library lacks a function; is it another version?", name);
    return function;
}

/* The file is called libllama.so or libllama.VERSION.so; what it depends on lies beside it. */
static void *open_library(const char *dir) {
    static const char prefix[] = "libllama.";
    DIR *entries = opendir(dir);
    if (!entries) fail(WRONG_USAGE, "cannot open the library's folder", dir);
    char path[4096] = "";
    for (struct dirent *entry; (entry = readdir(entries));)
        if (!strncmp(entry->d_name, prefix, sizeof prefix - 1))
            snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
    closedir(entries);
    if (!*path) fail(WRONG_USAGE, "no libllama.*so in the folder", dir);
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!library) fail(FAILED, "cannot load the library", dlerror());
    return library;
}

static void log_errors(int level, const char *text, void *data) {
    (void)data;
    if (level == LOG_ERROR) fputs(text, stderr);
}

static int32_t field(const Opaque *params, int offset) {
    int32_t value;
    memcpy(&value, params->bytes + offset, sizeof value);
    return value;
}

static void set_field(Opaque *params, int offset, int32_t value) {
    memcpy(params->bytes + offset, &value, sizeof value);
}

static void check_layout(void) {
    Opaque params = lib.llama_context_default_params();
    if (field(&params, N_CTX) != DEFAULT_CTX || field(&params, N_BATCH) != DEFAULT_BATCH ||
        field(&params, N_UBATCH) != DEFAULT_UBATCH || field(&params, N_THREADS) != DEFAULT_THREADS ||
        field(&params, N_THREADS_BATCH) != DEFAULT_THREADS || field(&params, TYPE_K) != GGML_TYPE_F16 ||
        field(&params, TYPE_V) != GGML_TYPE_F16)
        fail(FAILED, "llama_context_params of this library has another layout; see the offsets in llama_bench.c",
             lib.llama_version());
}

static void load_library(const char *dir) {
    void *library = open_library(dir);
#define LOAD(type, name, parameters) lib.name = (type (*) parameters)find(library, #name);
    FUNCTIONS(LOAD)
    lib.llama_log_set(log_errors, NULL);
    lib.ggml_backend_load_all_from_path(dir); /* chooses the kernels that this processor can run */
    lib.llama_backend_init();
    check_layout();
}

/* ---- The tests ---- */

typedef struct {
    void *model;
    int threads;
    int repetitions;
} Setup;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + 1e-9 * now.tv_nsec;
}

static void *new_context(const Setup *setup, int positions) {
    Opaque params = lib.llama_context_default_params();
    set_field(&params, N_CTX, positions);
    set_field(&params, N_THREADS, setup->threads);
    set_field(&params, N_THREADS_BATCH, setup->threads);
    void *context = lib.llama_init_from_model(setup->model, params);
    if (!context) fail(FAILED, "cannot create a context", "");
    return context;
}

static void decode(void *context, int32_t *tokens, int count) {
    if (lib.llama_decode(context, lib.llama_batch_get_one(tokens, count))) fail(FAILED, "llama_decode failed", "");
    lib.llama_synchronize(context);
}

/* Runs tokens at the beginning of an empty sequence, `step` at a time. */
static void run(void *context, int32_t *tokens, int count, int step) {
    lib.llama_memory_clear(lib.llama_get_memory(context), 1);
    for (int at = 0; at < count; at += step) decode(context, tokens + at, count - at < step ? count - at : step);
}

/* One row: `count` tokens as a prompt, or one by one. As in llama-bench the warm-up is a whole prompt, or a token. */
static void measure(const Setup *setup, int count, int is_prompt) {
    int32_t vocabulary = lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(setup->model));
    int32_t *tokens = malloc(sizeof *tokens * count);
    for (int i = 0; i < count; i++) tokens[i] = rand() % vocabulary;
    void *context = new_context(setup, count);
    int step = is_prompt ? DEFAULT_BATCH : 1;
    run(context, tokens, is_prompt ? count : 1, step);

    double sum = 0, squares = 0;
    for (int i = 0; i < setup->repetitions; i++) {
        double begin = seconds();
        run(context, tokens, count, step);
        double rate = count / (seconds() - begin);
        sum += rate;
        squares += rate * rate;
    }
    lib.llama_free(context);
    free(tokens);

    int n = setup->repetitions;
    double mean = sum / n;
    double deviation = n > 1 ? sqrt(fmax(0, (squares - n * mean * mean) / (n - 1))) : 0;
    printf("{\"build\":\"%s\",\"model_size\":%llu,\"model_n_params\":%llu,\"n_batch\":%d,\"n_ubatch\":%d,"
           "\"n_threads\":%d,\"type_k\":\"f16\",\"type_v\":\"f16\",\"n_prompt\":%d,\"n_gen\":%d,"
           "\"avg_ts\":%.6f,\"stddev_ts\":%.6f}\n",
           lib.llama_version(), (unsigned long long)lib.llama_model_size(setup->model),
           (unsigned long long)lib.llama_model_n_params(setup->model), DEFAULT_BATCH, DEFAULT_UBATCH,
           setup->threads, is_prompt ? count : 0, is_prompt ? 0 : count, mean, deviation);
    fflush(stdout);
}

/* ---- The command line ---- */

static int positive(const char *text, const char *option) {
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end || value < 1 || value > 1 << 20) fail(WRONG_USAGE, "expected a number of 1 or more", option);
    return (int)value;
}

static void measure_list(const Setup *setup, const char *counts, const char *option) {
    char *list = strdup(counts), *rest;
    for (char *count = strtok_r(list, ",", &rest); count; count = strtok_r(NULL, ",", &rest))
        if (strcmp(count, "0")) measure(setup, positive(count, option), !strcmp(option, "-p"));
    free(list);
}

int main(int argc, char **argv) {
    const char *file = NULL, *prompts = "512", *generations = "128";
    Setup setup = {.threads = 1, .repetitions = 5};
    if (argc < 4 || argc % 2) fail(WRONG_USAGE, "expected LIBRARY_DIR -m FILE [-p N,...] [-n N,...] [-t N] [-r N]", "");
    for (int i = 2; i < argc; i += 2) {
        const char *option = argv[i], *value = argv[i + 1];
        if (!strcmp(option, "-m")) file = value;
        else if (!strcmp(option, "-p")) prompts = value;
        else if (!strcmp(option, "-n")) generations = value;
        else if (!strcmp(option, "-t")) setup.threads = positive(value, option);
        else if (!strcmp(option, "-r")) setup.repetitions = positive(value, option);
        else fail(WRONG_USAGE, "unknown option", option);
    }
    if (!file) fail(WRONG_USAGE, "no model file: -m FILE", "");
    load_library(argv[1]);
    setup.model = lib.llama_model_load_from_file(file, lib.llama_model_default_params());
    if (!setup.model) fail(FAILED, "llama.cpp cannot load the model", file);
    measure_list(&setup, prompts, "-p");
    measure_list(&setup, generations, "-n");
    return 0;
}
