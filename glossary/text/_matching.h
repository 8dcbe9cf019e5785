/* Patterns, and the leftmost longest of them in a text, as an Aho-Corasick automaton finds them. Part of _haystack.c.

   Patterns are of two codes or more (haystack.py), each once, in ascending order. Of those that begin as the text does at some
   place, the longest is the last that is not behind the text in that order, or one that this begins with: it is searched for
   among those that share its first two codes. At most places there is none, and a few bits say so: of each beginning of a pattern,
   up to DEEPEST codes, whether patterns end there and whether they go on. */

enum { DEEPEST = 12, ENDS = 1, GOES_ON = 2 };

/* Bits of beginnings, by their hash; for the shortest a set of their own, since nearly all questions end there. */
typedef struct {
    uint32_t *words; /* of sixteen pairs of bits */
    int shift;
} Bits;

/* The patterns that begin with two codes: from `first` to before `behind`. Never empty where it is in use. */
typedef struct { Code one, other; uint32_t first, behind; } Opening;

typedef struct {
    Py_buffer held[2];
    const Code *codes;
    const uint32_t *ends; /* of each pattern in `codes` */
    uint32_t count, mask;
    uint32_t *shorter; /* for each pattern the longest other that it begins with, counted from 1; 0 for none */
    Opening *openings;
    Bits pairs, deeper;
} Matcher;

typedef struct { const Code *codes; uint32_t size; } Pattern;

static Pattern pattern_of(const Matcher *matcher, uint32_t number) {
    uint32_t first = number ? matcher->ends[number - 1] : 0;
    return (Pattern){matcher->codes + first, matcher->ends[number] - first};
}

static uint32_t hash_of(Code one, Code other) {
    return one * 0x9E3779B1u + other * 0x85EBCA77u;
}

static uint32_t hash_on(uint32_t hash, Code code) {
    return (hash ^ hash >> 15 ^ code * 0xC2B2AE3Du) * 0x27D4EB2Fu;
}

static int bits_of(const Bits *bits, uint32_t hash) {
    uint32_t slot = hash >> bits->shift;
    return bits->words[slot >> 4] >> 2 * (slot & 15) & 3;
}

static void add_bits(Bits *bits, uint32_t hash, uint32_t some) {
    uint32_t slot = hash >> bits->shift;
    bits->words[slot >> 4] |= some << 2 * (slot & 15);
}

static uint32_t slot_of(const Matcher *matcher, uint32_t hash) {
    return (hash ^ hash >> 15) & matcher->mask;
}

static Opening *opening_of(const Matcher *matcher, Code one, Code other) {
    uint32_t at = slot_of(matcher, hash_of(one, other));
    while (matcher->openings[at].behind && (matcher->openings[at].one != one || matcher->openings[at].other != other))
        at = (at + 1) & matcher->mask;
    return matcher->openings + at;
}

/* -- what patterns begin with ---------------------------------------------------------------------------------------------- */

/* Is a pattern the beginning of another? */
static int begins(Pattern one, Pattern other) {
    return one.size <= other.size && memcmp(one.codes, other.codes, one.size * sizeof(Code)) == 0;
}

/* Are codes ready to be searched for: two or more, none of them 0, which ends a text? */
static int is_pattern(Pattern pattern) {
    for (uint32_t i = 0; i < pattern.size; i++)
        if (pattern.codes[i] == 0)
            return 0;
    return pattern.size > 1;
}

/* Does a pattern stand behind another in the order of codes? */
static int is_behind(Pattern one, Pattern other) {
    uint32_t i = 0;
    while (i < one.size && i < other.size && one.codes[i] == other.codes[i])
        i++;
    return i == other.size ? i < one.size : i < one.size && one.codes[i] > other.codes[i];
}

/* Do the patterns lie one behind another, each ready to be searched for? */
static int are_ordered(const Matcher *matcher, Py_ssize_t codes) {
    for (uint32_t number = 0, end = 0; number < matcher->count; end = matcher->ends[number++])
        if (matcher->ends[number] < end || matcher->ends[number] > codes || !is_pattern(pattern_of(matcher, number)) ||
            (number && !is_behind(pattern_of(matcher, number), pattern_of(matcher, number - 1))))
            return 0;
    return 1;
}

static void add_beginnings(Matcher *matcher, Pattern pattern) {
    uint32_t hash = hash_of(pattern.codes[0], pattern.codes[1]);
    add_bits(&matcher->pairs, hash, pattern.size == 2 ? ENDS : GOES_ON);
    for (uint32_t size = 3; size <= pattern.size && size <= DEEPEST; size++) {
        hash = hash_on(hash, pattern.codes[size - 1]);
        add_bits(&matcher->deeper, hash, pattern.size == size ? ENDS : GOES_ON);
    }
}

/* Notes what each pattern begins with, and where patterns begin that do so with the same two codes. */
static void note_patterns(Matcher *matcher) {
    for (uint32_t number = 0; number < matcher->count; number++) {
        Pattern pattern = pattern_of(matcher, number);
        Opening *opening = opening_of(matcher, pattern.codes[0], pattern.codes[1]);
        if (opening->behind == 0)
            *opening = (Opening){pattern.codes[0], pattern.codes[1], number, number};
        opening->behind = number + 1;
        uint32_t shorter = number; /* one that begins another begins all that lie between them */
        while (shorter && !begins(pattern_of(matcher, shorter - 1), pattern))
            shorter = matcher->shorter[shorter - 1];
        matcher->shorter[number] = shorter;
        add_beginnings(matcher, pattern);
    }
}

/* Room for the bits of `count` beginnings, four slots or more for each. -1 where there is none. */
static int make_bits(Bits *bits, uint64_t count) {
    int power = 10;
    while (power < 30 && (uint64_t)1 << power < 4 * count)
        power++;
    bits->shift = 32 - power;
    bits->words = PyMem_Calloc((size_t)1 << (power - 4), sizeof(uint32_t));
    return bits->words ? 0 : -1;
}

/* How many beginnings of two codes the patterns have, and how many of three to DEEPEST. */
static void count_beginnings(const Matcher *matcher, uint64_t *pairs, uint64_t *deeper) {
    Pattern last = {NULL, 0};
    for (uint32_t number = 0; number < matcher->count; number++) {
        Pattern pattern = pattern_of(matcher, number);
        for (uint32_t i = 0, is_new = 0; i < pattern.size && i < DEEPEST; i++) {
            is_new |= i >= last.size || pattern.codes[i] != last.codes[i];
            *(i < 2 ? pairs : deeper) += is_new && i > 0;
        }
        last = pattern;
    }
}

static int make_room(Matcher *matcher) {
    uint64_t pairs = 0, deeper = 0, size = 16;
    count_beginnings(matcher, &pairs, &deeper);
    while (size < 2 * pairs)
        size *= 2;
    matcher->mask = (uint32_t)(size - 1);
    matcher->openings = PyMem_Calloc(size, sizeof(Opening));
    matcher->shorter = PyMem_Malloc(matcher->count * sizeof(uint32_t) + 1);
    int failed = !matcher->openings || !matcher->shorter || make_bits(&matcher->pairs, 4 * pairs) < 0 ||
                 make_bits(&matcher->deeper, deeper) < 0;
    if (failed)
        PyErr_NoMemory();
    return failed ? -1 : 0;
}

static void forget(Matcher *matcher) {
    for (int i = 0; i < 2; i++)
        PyBuffer_Release(&matcher->held[i]);
    PyMem_Free(matcher->openings);
    PyMem_Free(matcher->shorter);
    PyMem_Free(matcher->pairs.words);
    PyMem_Free(matcher->deeper.words);
    PyMem_Free(matcher);
}

#define MATCHER "glossary.text._haystack.matcher"

static void forget_capsule(PyObject *capsule) {
    forget(PyCapsule_GetPointer(capsule, MATCHER));
}

/* Notes all of the patterns that are held. -1 with an exception. */
static int fill(Matcher *matcher) {
    const Py_buffer *codes = &matcher->held[0], *ends = &matcher->held[1];
    if (codes->len % 4 || ends->len % 4 || (uintptr_t)codes->buf % 4 || (uintptr_t)ends->buf % 4 || codes->len / 4 >= UINT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "patterns are numbers of four bytes");
        return -1;
    }
    matcher->codes = codes->buf;
    matcher->ends = ends->buf;
    matcher->count = (uint32_t)(ends->len / 4);
    if (!are_ordered(matcher, codes->len / 4)) {
        PyErr_SetString(PyExc_ValueError, "patterns have two codes or more, none of them 0, and lie in order, each once");
        return -1;
    }
    if (make_room(matcher) < 0)
        return -1;
    note_patterns(matcher);
    return 0;
}

static PyObject *matcher_of(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *capsule = NULL;
    Matcher *matcher = PyMem_Calloc(1, sizeof(Matcher));
    if (matcher == NULL)
        return PyErr_NoMemory();
    if (PyArg_ParseTuple(args, "y*y*:matcher", &matcher->held[0], &matcher->held[1]) && fill(matcher) == 0)
        capsule = PyCapsule_New(matcher, MATCHER, forget_capsule);
    if (capsule == NULL)
        forget(matcher);
    return capsule;
}

/* -- search ---------------------------------------------------------------------------------------------------------------- */

/* May a pattern begin here? DEEPEST codes can be read. */
static int may_begin(const Matcher *matcher, const Code *text, int bits, uint32_t hash) {
    int found = bits & ENDS;
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(matcher->openings + slot_of(matcher, hash));
#endif
    for (int at = 2; at < DEEPEST && bits & GOES_ON; at++) {
        hash = hash_on(hash, text[at]);
        bits = bits_of(&matcher->deeper, hash);
        found |= bits & ENDS;
    }
    return found || bits & GOES_ON;
}

/* How many codes a pattern shares with a text, from the third on. */
static uint32_t shared(Pattern pattern, const Code *text) {
    uint32_t size = 2;
    while (size < pattern.size && pattern.codes[size] == text[size])
        size++;
    return size;
}

/* The longest pattern that begins a text, counted from 1; 0 for none. */
static uint32_t longest(const Matcher *matcher, const Code *text) {
    const Opening *opening = opening_of(matcher, text[0], text[1]);
    uint32_t low = opening->first, high = opening->behind; /* what is sought is `low` or before it, and not `high` */
    if (high == 0)
        return 0;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        Pattern pattern = pattern_of(matcher, middle);
        uint32_t size = shared(pattern, text);
        if (size < pattern.size && pattern.codes[size] > text[size])
            high = middle;
        else
            low = middle;
    }
    uint32_t size = shared(pattern_of(matcher, low), text);
    for (low++; low && pattern_of(matcher, low - 1).size > size;)
        low = matcher->shorter[low - 1];
    return low;
}

/* Where patterns were found: start, end and number of each. */
typedef struct { int64_t start, end, pattern; } Hit;
typedef struct { Hit *hits; Py_ssize_t count, room; } Hits;

/* -1 with MemoryError. */
static int add_hit(Hits *found, Hit hit) {
    if (found->count == found->room) {
        Py_ssize_t room = found->room ? 2 * found->room : 64;
        Hit *hits = PyMem_Realloc(found->hits, (size_t)room * sizeof(Hit));
        if (hits == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        found->hits = hits;
        found->room = room;
    }
    found->hits[found->count++] = hit;
    return 0;
}

/* Finds the leftmost longest patterns in codes, behind which DEEPEST can be written. -1 with MemoryError. */
static int match_all(const Matcher *matcher, Code *codes, Py_ssize_t length, Hits *found) {
    memset(codes + length, 0, DEEPEST * sizeof(Code));
    for (Py_ssize_t at = 0; at + 1 < length; at++) {
        uint32_t hash = hash_of(codes[at], codes[at + 1]);
        int bits = bits_of(&matcher->pairs, hash);
        uint32_t number = bits && may_begin(matcher, codes + at, bits, hash) ? longest(matcher, codes + at) : 0;
        if (number) {
            uint32_t size = pattern_of(matcher, number - 1).size;
            if (add_hit(found, (Hit){at, at + size, number - 1}) < 0)
                return -1;
            at += size - 1;
        }
    }
    return 0;
}
