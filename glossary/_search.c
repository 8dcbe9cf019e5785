/* The searches of fuzzy.py among arranged keys (signatures.py): what they say in numpy, which is the oracle of the tests, and
   serves where no compiler was at hand. Limited API: one binary for Python 3.11 and later.

   `keys` is a tuple of buffers: numbers, lengths and starts of the rows, bands (length, first, last), all of 64 bits; the codes of
   all rows (16 or 32 bits); the alphabet (32 bits); bits[word, item] and signatures[word, row] of 64 bits (see Arranged).

   nearest(keys, key, limit, cutoff) -> list of (number, likeness)

   The best of the keys that share a character with `key`, likest first, equals by number. In keys of nearby length first, those
   of the highest bound first, until no bound is higher than what is found; what is found then rules out whole lengths.

   containing(keys, key, limit), contained(keys, key, limit) -> list of numbers

   The keys that `key` is a subsequence of, or that are one of it: nearest in length, same beginning, number.

   Nothing is kept between calls. The GIL is released while keys are searched: exported buffers keep their size. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { WORDS = 3, TIMES = 8, BUFFERS = 8, SHORTEST = 2, NEARBY = 50000, STEPS = 4096 };

typedef struct {
    int64_t length, first, last;
} Band;

typedef struct {
    const int64_t *numbers, *lengths, *starts;
    const Band *bands;
    const void *codes;
    const uint32_t *alphabet;
    const uint64_t *bits, *signatures;
    Py_ssize_t rows, band_count, code_count, letters, items;
    int wide; /* codes of 32 bits */
} Keys;

/* What is searched for; `masks[code * words + word]`: the places where it has that character. */
typedef struct {
    uint32_t *codes;
    uint64_t *masks, *state;
    Py_ssize_t length, known, words;
    uint64_t signature[WORDS];
} Query;

typedef struct {
    double score;
    int64_t number;
} Hit;

typedef struct {
    double bound;
    int64_t row;
} Proposal;

/* The best so far: a heap with the worst at its root. */
typedef struct {
    Hit *hits;
    Py_ssize_t count, limit;
    double cutoff;
} Top;

/* -- bits --------------------------------------------------------------------------------------------------------- */

#if defined(_MSC_VER)
#define ALWAYS_INLINE __forceinline
#else
#define ALWAYS_INLINE inline __attribute__((always_inline))
#endif

static ALWAYS_INLINE int bit_count(uint64_t word) {
#if defined(__GNUC__)
    return __builtin_popcountll(word);
#else
    word -= (word >> 1) & 0x5555555555555555u;
    word = (word & 0x3333333333333333u) + ((word >> 2) & 0x3333333333333333u);
    return (int)((((word + (word >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u) >> 56);
#endif
}

/* How many bits of each signature differ, for rows [first, last). */
static ALWAYS_INLINE void differing_bits(const Keys *keys, const Query *query, int64_t first, int64_t last, uint8_t *out) {
    const uint64_t *one = keys->signatures, *two = one + keys->rows, *three = two + keys->rows;
    for (int64_t row = first; row < last; row++)
        out[row - first] = (uint8_t)(bit_count(one[row] ^ query->signature[0]) + bit_count(two[row] ^ query->signature[1]) +
                                     bit_count(three[row] ^ query->signature[2]));
}

static void differing_plain(const Keys *keys, const Query *query, int64_t first, int64_t last, uint8_t *out) {
    differing_bits(keys, query, first, last, out);
}

#if defined(__GNUC__) && defined(__x86_64__)
__attribute__((target("popcnt"))) static void differing_popcnt(const Keys *keys, const Query *query, int64_t first, int64_t last,
                                                               uint8_t *out) {
    differing_bits(keys, query, first, last, out);
}

static void differing(const Keys *keys, const Query *query, int64_t first, int64_t last, uint8_t *out) {
    if (__builtin_cpu_supports("popcnt"))
        differing_popcnt(keys, query, first, last, out);
    else
        differing_plain(keys, query, first, last, out);
}
#else
#define differing differing_plain
#endif

static uint32_t code_at(const Keys *keys, int64_t place) {
    return keys->wide ? ((const uint32_t *)keys->codes)[place] : ((const uint16_t *)keys->codes)[place];
}

/* -- common subsequences ------------------------------------------------------------------------------------------ */

static int64_t common_short(const Keys *keys, const Query *query, int64_t row) {
    uint64_t state = ~(uint64_t)0;
    int64_t start = keys->starts[row], end = start + keys->lengths[row];
    for (int64_t place = start; place < end; place++) {
        uint64_t met = state & query->masks[code_at(keys, place)];
        state = (state + met) | (state - met);
    }
    return bit_count(~state);
}

/* Hyyrö's bit-parallel common subsequence: a zero bit of the state is a character of the query that lengthens it. */
static int64_t common(const Keys *keys, const Query *query, int64_t row) {
    if (query->words == 1)
        return common_short(keys, query, row);
    int64_t start = keys->starts[row], end = start + keys->lengths[row], found = 0;
    memset(query->state, 0xFF, (size_t)query->words * sizeof(uint64_t));
    for (int64_t place = start; place < end; place++) {
        const uint64_t *masks = query->masks + (Py_ssize_t)code_at(keys, place) * query->words;
        uint64_t carry = 0;
        for (Py_ssize_t word = 0; word < query->words; word++) {
            uint64_t state = query->state[word], met = state & masks[word];
            uint64_t moved = state + met, further = moved + carry;
            carry = (moved < state) | (further < moved);
            query->state[word] = further | (state - met);
        }
    }
    for (Py_ssize_t word = 0; word < query->words; word++)
        found += bit_count(~query->state[word]);
    return found;
}

/* As rapidfuzz reckons it, to the last bit: what is equal there must be equal here. */
static double likeness(int64_t shared, int64_t total) {
    return 1.0 - (double)(total - 2 * shared) / (double)total;
}

/* -- the best ----------------------------------------------------------------------------------------------------- */

static int is_worse(Hit one, Hit other) {
    return one.score < other.score || (one.score == other.score && one.number > other.number);
}

static int is_full(const Top *top) {
    return top->count == top->limit;
}

static double mark(const Top *top) {
    return is_full(top) ? top->hits[0].score : top->cutoff;
}

static int may_enter(const Top *top, Hit hit) {
    return is_full(top) ? is_worse(top->hits[0], hit) : hit.score >= top->cutoff;
}

static void sink(Top *top, Py_ssize_t place) {
    for (;;) {
        Py_ssize_t worst = place;
        for (Py_ssize_t child = 2 * place + 1; child < 2 * place + 3 && child < top->count; child++)
            if (is_worse(top->hits[child], top->hits[worst]))
                worst = child;
        if (worst == place)
            return;
        Hit hit = top->hits[place];
        top->hits[place] = top->hits[worst];
        top->hits[worst] = hit;
        place = worst;
    }
}

static void enter(Top *top, Hit hit) {
    if (is_full(top)) {
        top->hits[0] = hit;
        sink(top, 0);
        return;
    }
    Py_ssize_t place = top->count++;
    while (place && is_worse(hit, top->hits[(place - 1) / 2])) {
        top->hits[place] = top->hits[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    top->hits[place] = hit;
}

/* The worst is taken out first, so that the best come to stand in front. */
static void sort(Top *top) {
    Py_ssize_t count = top->count;
    while (top->count > 1) {
        Hit worst = top->hits[0];
        top->hits[0] = top->hits[--top->count];
        sink(top, 0);
        top->hits[top->count] = worst;
    }
    top->count = count;
}

/* -- nearest ------------------------------------------------------------------------------------------------------ */

/* Room for the proposals of one stage, and to put them in order. */
typedef struct {
    Proposal *found, *ordered;
    uint8_t *differing;
    Py_ssize_t count;
} Stage;

/* The rows of a band that may reach the mark. */
static void propose(const Keys *keys, const Query *query, Band band, double least_score, Stage *stage) {
    int64_t total = query->length + band.length;
    int64_t most = query->known < band.length ? query->known : band.length, least = 1;
    while (least <= most && likeness(least, total) < least_score)
        least++;
    if (least > most)
        return;
    differing(keys, query, band.first, band.last, stage->differing);
    for (int64_t row = band.first; row < band.last; row++) {
        int64_t shared = (query->known + band.length - stage->differing[row - band.first]) >> 1;
        shared = shared < most ? shared : most;
        if (shared >= least)
            stage->found[stage->count++] = (Proposal){likeness(shared, total), row};
    }
}

/* Compares what was proposed, highest bounds first, by steps. */
static void compare(const Keys *keys, const Query *query, Stage *stage, Top *top) {
    Py_ssize_t ends[STEPS + 1] = {0}, place = 0;
    for (Py_ssize_t n = 0; n < stage->count; n++)
        ends[STEPS - (int)(stage->found[n].bound * STEPS)]++;
    for (int step = 0; step <= STEPS; step++) {
        Py_ssize_t count = ends[step];
        ends[step] = place;
        place += count;
    }
    for (Py_ssize_t n = 0; n < stage->count; n++)
        stage->ordered[ends[STEPS - (int)(stage->found[n].bound * STEPS)]++] = stage->found[n];
    for (Py_ssize_t n = 0; n < stage->count; n++) {
        Proposal proposal = stage->ordered[n];
        Hit hit = {proposal.bound, keys->numbers[proposal.row]};
        if (proposal.bound + 1.0 / STEPS < mark(top))
            break;
        if (!may_enter(top, hit))
            continue;
        int64_t shared = common(keys, query, proposal.row);
        hit.score = likeness(shared, query->length + keys->lengths[proposal.row]);
        if (shared && may_enter(top, hit))
            enter(top, hit);
    }
    stage->count = 0;
}

/* Bands nearest in length, [*from, *to), until they have enough rows. */
static void nearby(const Keys *keys, const Query *query, Py_ssize_t *from, Py_ssize_t *to) {
    Py_ssize_t first = 0, count = 0;
    while (first < keys->band_count && keys->bands[first].length < query->length)
        first++;
    *from = *to = first;
    while (count < NEARBY && (*from > 0 || *to < keys->band_count)) {
        int below = *to == keys->band_count ||
                    (*from > 0 && query->length - keys->bands[*from - 1].length < keys->bands[*to].length - query->length);
        const Band *band = keys->bands + (below ? --*from : (*to)++);
        count += band->last - band->first;
    }
}

static void search_nearest(const Keys *keys, const Query *query, Stage *stage, Top *top) {
    Py_ssize_t from, to;
    nearby(keys, query, &from, &to);
    for (Py_ssize_t n = from; n < to; n++)
        propose(keys, query, keys->bands[n], mark(top), stage);
    compare(keys, query, stage, top);
    for (Py_ssize_t n = 0; n < keys->band_count; n++)
        if (n < from || n >= to)
            propose(keys, query, keys->bands[n], mark(top), stage);
    compare(keys, query, stage, top);
    sort(top);
}

/* -- one within the other ----------------------------------------------------------------------------------------- */

static int is_within(const Keys *keys, const Query *query, int64_t row, int longer) {
    int64_t start = keys->starts[row], length = keys->lengths[row], place = 0;
    Py_ssize_t met = 0;
    if (longer) { /* the query within the key */
        for (; place < length && met < query->length; place++)
            met += code_at(keys, start + place) == query->codes[met];
        return met == query->length;
    }
    for (; met < query->length && place < length; met++)
        place += code_at(keys, start + place) == query->codes[met];
    return place == length;
}

static ALWAYS_INLINE int covers(const Keys *keys, const Query *query, int64_t row, int word, int longer) {
    uint64_t its = keys->signatures[word * keys->rows + row], mine = query->signature[word];
    return longer ? !(mine & ~its) : !(its & ~mine);
}

/* The rows of a band that contain the query, or are contained in it: those that begin like it, then the others. */
static Py_ssize_t within_band(const Keys *keys, const Query *query, Band band, int longer, int64_t *found, int64_t *others) {
    Py_ssize_t same = 0, other = 0;
    int telling = 0;
    for (int word = 1; word < WORDS; word++)
        if (bit_count(query->signature[word]) > bit_count(query->signature[telling]))
            telling = word;
    int next = (telling + 1) % WORDS, last = (telling + 2) % WORDS;
    for (int64_t row = band.first; row < band.last; row++) {
        if (!covers(keys, query, row, telling, longer) || !covers(keys, query, row, next, longer) || !covers(keys, query, row, last, longer))
            continue;
        if (!is_within(keys, query, row, longer))
            continue;
        if (code_at(keys, keys->starts[row]) == query->codes[0])
            found[same++] = row;
        else
            others[other++] = row;
    }
    memcpy(found + same, others, (size_t)other * sizeof(int64_t));
    return same + other;
}

/* -- what comes from Python --------------------------------------------------------------------------------------- */

static int open_keys(PyObject *tuple, Py_buffer *views, Keys *keys) {
    if (PyTuple_Size(tuple) != BUFFERS) {
        PyErr_SetString(PyExc_ValueError, "keys are eight buffers");
        return -1;
    }
    for (int n = 0; n < BUFFERS; n++)
        if (PyObject_GetBuffer(PyTuple_GetItem(tuple, n), views + n, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) < 0) {
            while (n--)
                PyBuffer_Release(views + n);
            return -1;
        }
    *keys = (Keys){views[0].buf, views[1].buf, views[2].buf, views[3].buf, views[4].buf, views[5].buf, views[6].buf, views[7].buf,
                   views[0].len / 8, views[3].len / (Py_ssize_t)sizeof(Band), views[4].len / views[4].itemsize, views[5].len / 4,
                   views[6].len / 8 / WORDS, views[4].itemsize == 4};
    int right = views[0].itemsize == 8 && views[1].len == views[0].len && views[2].len == views[0].len && views[3].itemsize == 8 &&
                (views[4].itemsize == 2 || keys->wide) && views[5].itemsize == 4 && keys->items == (keys->letters + 1) * TIMES &&
                views[7].len == views[0].len * WORDS;
    if (right)
        return 0;
    for (int n = 0; n < BUFFERS; n++)
        PyBuffer_Release(views + n);
    PyErr_SetString(PyExc_ValueError, "keys are not as they are arranged");
    return -1;
}

/* A code point as a code, 0 for one that no key has. */
static uint32_t code_of(const Keys *keys, Py_UCS4 point) {
    Py_ssize_t low = 0, high = keys->letters;
    while (low < high) {
        Py_ssize_t middle = (low + high) / 2;
        if (keys->alphabet[middle] < point)
            low = middle + 1;
        else
            high = middle;
    }
    return low < keys->letters && keys->alphabet[low] == point ? (uint32_t)low + 1 : 0;
}

static void close_query(Query *query) {
    PyMem_Free(query->codes);
    PyMem_Free(query->masks);
    PyMem_Free(query->state);
}

/* -1 with MemoryError. */
static int open_query(const Keys *keys, PyObject *text, Query *query) {
    memset(query, 0, sizeof *query);
    query->length = PyUnicode_GetLength(text);
    query->words = query->length > 64 ? (query->length + 63) / 64 : 1;
    query->codes = PyMem_Malloc((size_t)(query->length + 1) * sizeof(uint32_t));
    query->masks = PyMem_Calloc((size_t)(keys->letters + 1) * (size_t)query->words, sizeof(uint64_t));
    query->state = PyMem_Malloc((size_t)query->words * sizeof(uint64_t));
    if (!query->codes || !query->masks || !query->state) {
        close_query(query);
        PyErr_NoMemory();
        return -1;
    }
    query->codes[query->length] = 0;
    for (Py_ssize_t place = 0; place < query->length; place++) {
        uint32_t code = query->codes[place] = code_of(keys, PyUnicode_ReadChar(text, place));
        if (!code)
            continue;
        uint64_t *masks = query->masks + (Py_ssize_t)code * query->words;
        int before = 0;
        for (Py_ssize_t word = 0; word < query->words && before < TIMES; word++)
            before += bit_count(masks[word]);
        Py_ssize_t item = (Py_ssize_t)code * TIMES + (before < TIMES ? before : TIMES - 1);
        for (int word = 0; word < WORDS; word++)
            query->signature[word] |= keys->bits[word * keys->items + item];
        masks[place / 64] |= (uint64_t)1 << (place % 64);
        query->known++;
    }
    return 0;
}

static PyObject *hits_of(const Top *top) {
    PyObject *list = PyList_New(top->count);
    for (Py_ssize_t n = 0; list && n < top->count; n++) {
        PyObject *pair = Py_BuildValue("(Ld)", (long long)top->hits[n].number, top->hits[n].score);
        if (!pair || PyList_SetItem(list, n, pair) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *nearest_of(const Keys *keys, const Query *query, Py_ssize_t limit, double cutoff) {
    size_t room = (size_t)keys->rows + 1;
    limit = limit < keys->rows ? limit : keys->rows;
    Top top = {PyMem_Malloc((size_t)(limit + 1) * sizeof(Hit)), 0, limit, cutoff};
    Stage stage = {PyMem_Malloc(room * sizeof(Proposal)), PyMem_Malloc(room * sizeof(Proposal)), PyMem_Malloc(room), 0};
    PyObject *found = NULL;
    if (top.hits && stage.found && stage.ordered && stage.differing) {
        Py_BEGIN_ALLOW_THREADS;
        if (limit > 0)
            search_nearest(keys, query, &stage, &top);
        Py_END_ALLOW_THREADS;
        found = hits_of(&top);
    } else {
        PyErr_NoMemory();
    }
    PyMem_Free(top.hits);
    PyMem_Free(stage.found);
    PyMem_Free(stage.ordered);
    PyMem_Free(stage.differing);
    return found;
}

static PyObject *nearest(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *tuple, *text, *found = NULL;
    Py_ssize_t limit;
    double cutoff;
    Py_buffer views[BUFFERS];
    Keys keys;
    Query query;
    if (!PyArg_ParseTuple(args, "O!Und:nearest", &PyTuple_Type, &tuple, &text, &limit, &cutoff) || open_keys(tuple, views, &keys) < 0)
        return NULL;
    if (open_query(&keys, text, &query) == 0) {
        found = nearest_of(&keys, &query, limit, cutoff);
        close_query(&query);
    }
    for (int n = 0; n < BUFFERS; n++)
        PyBuffer_Release(views + n);
    return found;
}

/* Bands in order of nearness until there are enough rows; the rows found stand in `found`. */
static Py_ssize_t search_within(const Keys *keys, const Query *query, int longer, Py_ssize_t limit, int64_t *found, int64_t *others) {
    Py_ssize_t count = 0;
    for (Py_ssize_t n = 0; n < keys->band_count && count < limit; n++) {
        Band band = keys->bands[longer ? n : keys->band_count - 1 - n];
        if (longer ? band.length >= query->length : band.length >= SHORTEST && band.length <= query->length)
            count += within_band(keys, query, band, longer, found + count, others);
    }
    return count < limit ? count : limit;
}

static PyObject *within(PyObject *args, int longer) {
    PyObject *tuple, *text, *list = NULL;
    Py_ssize_t limit, count = 0;
    Py_buffer views[BUFFERS];
    Keys keys;
    Query query;
    if (!PyArg_ParseTuple(args, "O!Un", &PyTuple_Type, &tuple, &text, &limit) || open_keys(tuple, views, &keys) < 0)
        return NULL;
    int64_t *found = PyMem_Malloc((size_t)(keys.rows + 1) * sizeof(int64_t));
    int64_t *others = PyMem_Malloc((size_t)(keys.rows + 1) * sizeof(int64_t));
    if (!found || !others)
        PyErr_NoMemory();
    else if (open_query(&keys, text, &query) == 0) {
        Py_BEGIN_ALLOW_THREADS;
        if (!longer || (query.known == query.length && query.length >= SHORTEST))
            count = search_within(&keys, &query, longer, limit, found, others);
        Py_END_ALLOW_THREADS;
        close_query(&query);
        list = PyList_New(count > 0 ? count : 0);
        for (Py_ssize_t n = 0; list && n < count; n++) {
            PyObject *number = PyLong_FromLongLong(keys.numbers[found[n]]);
            if (!number || PyList_SetItem(list, n, number) < 0)
                Py_CLEAR(list);
        }
    }
    PyMem_Free(found);
    PyMem_Free(others);
    for (int n = 0; n < BUFFERS; n++)
        PyBuffer_Release(views + n);
    return list;
}

static PyObject *containing(PyObject *Py_UNUSED(module), PyObject *args) {
    return within(args, 1);
}

static PyObject *contained(PyObject *Py_UNUSED(module), PyObject *args) {
    return within(args, 0);
}

static PyMethodDef functions[] = {
    {"nearest", nearest, METH_VARARGS, "nearest(keys, key, limit, cutoff, /) -> list of (number, likeness)"},
    {"containing", containing, METH_VARARGS, "containing(keys, key, limit, /) -> list of numbers"},
    {"contained", contained, METH_VARARGS, "contained(keys, key, limit, /) -> list of numbers"},
    {NULL, NULL, 0, NULL},
};

static int add_contract(PyObject *module) {
    return PyModule_AddIntConstant(module, "CONTRACT", 1); /* what fuzzy.py looks for: count on when a function changes */
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, add_contract}, {0, NULL}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_search", "See _search.c.", 0, functions, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__search(void) {
    return PyModuleDef_Init(&definition);
}
