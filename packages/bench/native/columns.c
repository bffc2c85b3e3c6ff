/*
 * The limit that a population is held against: one rule over raw bit columns in plain C, with and without a count.
 *
 *   cc -O3 -march=native -o columns columns.c
 *   ./columns [--rows n] [--runs n] [--three] [--file path] [--write path]
 *
 * The rule is all[ c0, c1, any[c2, c3], c4, any[c5, c6] ] over seven columns of one bit for each row. With --three every
 * condition is a pair of columns, certainly and possibly, the seven certain ones first; the rule is computed over both.
 *
 * The columns come from a file, one after the other, each of ceil(rows / 512) * 64 bytes, the bit of row r at bit r % 32 of
 * the little-endian 32-bit word r / 32, bits after the last row zero; or they are generated, the same for the same number of
 * rows: each word of 32 bits is the OR of two numbers of xorshift32 (13, 17, 5) that starts at 12345, so three quarters are
 * ones; a possible column is the certain one OR a third number. --write puts them into a file.
 *
 * It prints one line of JSON: the rows that hold (and possibly hold), and for each way of computing the median, least and
 * lower-quartile time in milliseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CONDITIONS = 7 };

typedef struct {
  const uint64_t *column[CONDITIONS];
} Columns;

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_size(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static void refuse(const char *what) {
  fprintf(stderr, "columns: %s\n", what);
  exit(2);
}

/* One word of the rule. */
#define HOLDS(c, i)                                                                                                    \
  ((c)->column[0][i] & (c)->column[1][i] & ((c)->column[2][i] | (c)->column[3][i]) & (c)->column[4][i] &               \
   ((c)->column[5][i] | (c)->column[6][i]))

__attribute__((noinline)) static uint64_t count(const Columns *c, size_t words) {
  uint64_t ones = 0;
  for (size_t i = 0; i < words; i++) ones += (uint64_t)__builtin_popcountll(HOLDS(c, i));
  return ones;
}

__attribute__((noinline)) static void store(const Columns *c, size_t words, uint64_t *restrict to) {
  for (size_t i = 0; i < words; i++) to[i] = HOLDS(c, i);
}

static uint32_t state = 12345;

static uint32_t next(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static void generate(uint32_t *columns, size_t words, size_t rows, int three) {
  for (int condition = 0; condition < CONDITIONS; condition++) {
    uint32_t *certain = columns + (size_t)condition * words;
    uint32_t *possible = columns + (size_t)(condition + CONDITIONS) * words;
    for (size_t i = 0; i < words; i++) {
      const uint32_t first = next(), second = next(), third = three ? next() : 0;
      const size_t left = rows > i * 32 ? rows - i * 32 : 0;
      const uint32_t mask = left >= 32 ? UINT32_MAX : (uint32_t)((UINT64_C(1) << left) - 1);
      certain[i] = (first | second) & mask;
      if (three) possible[i] = (first | second | third) & mask;
    }
  }
}

static void print_times(const char *name, double *times, int runs) {
  qsort(times, (size_t)runs, sizeof *times, by_size);
  printf(", \"%s\": {\"median\": %.4f, \"least\": %.4f, \"quartile\": %.4f}", name, times[runs / 2], times[0],
         times[runs / 4]);
}

int main(int argc, char **argv) {
  size_t rows = 10000000;
  int runs = 101, three = 0;
  const char *from = NULL, *to = NULL;
  for (int i = 1; i < argc; i++) {
    const int has_value = i + 1 < argc;
    if (strcmp(argv[i], "--three") == 0) three = 1;
    else if (strcmp(argv[i], "--rows") == 0 && has_value) rows = strtoull(argv[++i], NULL, 10);
    else if (strcmp(argv[i], "--runs") == 0 && has_value) runs = atoi(argv[++i]);
    else if (strcmp(argv[i], "--file") == 0 && has_value) from = argv[++i];
    else if (strcmp(argv[i], "--write") == 0 && has_value) to = argv[++i];
    else refuse("usage: columns [--rows n] [--runs n] [--three] [--file path] [--write path]");
  }
  if (rows == 0 || runs < 1) refuse("rows and runs are at least 1");
  const size_t bytes = (rows + 511) / 512 * 64, words = bytes / 8;
  const size_t all = bytes * CONDITIONS * (three ? 2 : 1);
  unsigned char *memory = aligned_alloc(64, all);
  uint64_t *out = aligned_alloc(64, bytes);
  double *times = malloc(sizeof *times * (size_t)runs);
  if (memory == NULL || out == NULL || times == NULL) refuse("there is not enough memory");
  if (from == NULL) generate((uint32_t *)memory, bytes / 4, rows, three);
  else {
    FILE *file = fopen(from, "rb");
    if (file == NULL) refuse(strerror(errno));
    if (fread(memory, 1, all, file) != all) refuse("the file is shorter than the columns");
    fclose(file);
  }
  if (to != NULL) {
    FILE *file = fopen(to, "wb");
    if (file == NULL) refuse(strerror(errno));
    if (fwrite(memory, 1, all, file) != all || fclose(file) != 0) refuse("the file could not be written");
  }
  Columns certain, possible;
  for (int condition = 0; condition < CONDITIONS; condition++) {
    certain.column[condition] = (const uint64_t *)(memory + (size_t)condition * bytes);
    possible.column[condition] = (const uint64_t *)(memory + (size_t)(condition + (three ? CONDITIONS : 0)) * bytes);
  }
  memset(out, 0, bytes);

  printf("{\"rows\": %zu, \"runs\": %d, \"holds\": %llu", rows, runs, (unsigned long long)count(&certain, words));
  if (three) printf(", \"possiblyHolds\": %llu", (unsigned long long)count(&possible, words));
  uint64_t seen = 0;
  for (int run = -3; run < runs; run++) {
    const double start = milliseconds();
    store(&certain, words, out);
    if (three) {
      seen += out[words / 2];
      store(&possible, words, out);
    }
    if (run >= 0) times[run] = milliseconds() - start;
    seen += out[words / 2];
  }
  print_times("withoutCount", times, runs);
  for (int run = -3; run < runs; run++) {
    const double start = milliseconds();
    seen += count(&certain, words);
    if (three) seen += count(&possible, words);
    if (run >= 0) times[run] = milliseconds() - start;
  }
  print_times("withCount", times, runs);
  printf(", \"seen\": %llu}\n", (unsigned long long)(seen & 1));
  return 0;
}
