/* Which mentions need a closer look: the evidence of evidence.py on every name of a text, as context.py reads it, in one pass.

   What is evidence, and what it weighs, is declared in Python: cues.py has the patterns (positions.py makes tables of them),
   segmentation.tsv the words, evidence.py the weights. weighing.py puts all that into numbers for `prepare`, and
   `Decider.decide_slowly` says the same in plain Python, which is the oracle of the tests and serves where no compiler was.

   prepare(fold, traits, words, costs, pairs, marks, parts, kinds, classes, masks, layout, points) -> capsule
   pairs(keys, values) -> capsule
   weigh(text, mentions, facts, prepared, pairs, joints) -> (outcomes, looks, breaks)

   `facts` has for the identity of a mention's owners what is known of the name, packed (struct Known). `outcomes` is a byte for
   each mention: 1 kept, 0 dropped, 2 to be looked at, 3 whose facts are not there yet. `looks`: for each of those to be looked
   at, its place; what all evidence sums to but that of what follows the name (context.tail), or None where nothing was read; may
   another name lie in it; what follows the name, how long that is, and how much before it belongs to the longer name.
   Where a sum is so near to a bound that the order of additions could tell, the answer is to look.

   `breaks`: the places in the text of line ends, and of the first of two spaces or more, where broken.py has to look.

   Nothing of a text is kept between calls. Limited API: one binary for Python 3.11 and later. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define FNV 14695981039346656037u
#define PRIME 1099511628211u

enum { BMP = 0x10000, FAR = 0xFFFF, ODD = 0xFFFE };
enum { BEFORE = 40, AFTER = 56, WIDE = 40, AHEAD = 24, AROUND = 4, LONGEST = 4, NAME_MOST = 16, NAME = 60, UNKNOWN = 68, NONE = 0xFFFF, WORD_MOST = 8, BEHIND = 12 };
/* traits of characters, as weighing.py numbers them */
enum { HAN = 1, SURNAME = 2, SPELLING = 4, DOT = 8, OPENING = 16, CLOSING = 32, CLAUSE = 64, SIMPLIFIED = 128, TRADITIONAL = 256, REGION = 512, PARTICLE = 1024,
       NO_FORM = 2048 };
/* marks of pairs: inside a word; the beginning of what a longer name goes on with */
enum { INSIDE = 1, TAIL = 4 };
/* what a longer name goes on with; an industry that is loose is frequent in sentences too, and a place of names stands in brackets */
enum { FORM = 1, ORGANISATION = 2, GROUP = 4, INDUSTRY = 8, LOOSE = 16, PLACE = 32, LATIN = 64, PLACE_OF_NAMES = 128, COMPANY = 256 };
enum { FORM_MOST = 10, PART_MOST = 6, UNKNOWN_MOST = 3, IS_NAME = 128 };
/* what is known of a name */
enum { SURE = 1, PLAIN = 2, IS_HAN = 4, FOREIGN = 8, IS_WORD = 16, HAS_LONGER = 32, ACRONYM = 64, LOOKED_AT = 128, NEEDS_NONE = 256, SMALL = 512 };
enum { DROPPED = 0, KEPT = 1, LOOK = 2, UNMET = 3 };
enum { OTHER_AFTER, TICKER_AFTER, COMPANY_AFTER, AGENT_AFTER, COMPANY_BEFORE, LISTED_BEFORE, AGENT_BEFORE, SUBJECT, NOT_A_GROUP, NOT_A_FORM, PATTERNS };
/* where in `points` what begins; weighing.py writes them in this order */
enum { THRESHOLD, FULL, BESIDE, DOCUMENT_MOST, INDUSTRY_AFTER, FORM_AFTER, GIVEN, FOREIGN_NAME, REGION_POINTS, TITLE, QUOTED, CLAUSE_POINTS, AGENT, OF_PATTERNS,
       SUBJECTS = OF_PATTERNS + 5, CUT = SUBJECTS + 5, NEAR = CUT + 256, LONGER = NEAR + 24, POINTS = LONGER + 256 };

typedef struct { double points; uint16_t traits; uint8_t length; } Known; /* sixteen bytes */
typedef struct { Py_ssize_t width, positions; const uint64_t *first, *last, *after, *by_class; } Pattern;
typedef struct { uint64_t *keys; uint8_t *values; uint64_t mask; } Set;
/* A character: what it is, the patterns that may begin with it, its class in patterns, what it costs as a word, 0 if it is none. */
typedef struct { uint16_t traits, begins, class; uint8_t alone, unused; } Character;
/* A pair of characters: what marks it has, what it costs as a word, 0 if it is none, and a bit for each eighth of the characters
   that follow it in words of three characters and of four. Eight bytes: one look into memory. */
typedef struct { uint16_t one, other; uint8_t marks, cost, thirds[2]; } Pair;
typedef struct { Pair *pairs; uint64_t mask; } Pairs;

typedef struct {
    uint16_t fold[BMP];
    Character of[BMP];
    uint64_t *masks;
    Set words, parts; /* words of three characters and four; what a longer name goes on with */
    Pairs pairs;
    Pattern patterns[PATTERNS];
    double points[POINTS];
} Tables;

/* A name where it stands. Places count in the text; `first` and `behind` bound the window. */
typedef struct {
    const Tables *tables;
    const Py_UCS4 *raw;
    const uint16_t *text;
    Py_ssize_t start, end, first, behind;
    Known known;
    PyObject *mentions, *facts; /* all of the text; */
    Py_ssize_t place;           /* which of them this is */
    /* said: may another name lie in it; what follows it and how long that is; how much before it belongs to a longer name */
    int holds, tail;
    Py_ssize_t behind_name, before_name;
} Window;

/* -- sets of packed characters ------------------------------------------------------------------------------------------- */

static uint64_t mixed(uint64_t key) {
    key *= 0x9E3779B97F4A7C15u;
    return key ^ key >> 29;
}

/* The value of a key, 0 if the set has it not. No key is 0, and no value. */
static uint8_t value_of(const Set *set, uint64_t key) {
    uint64_t at = mixed(key) & set->mask;
    while (set->keys[at] && set->keys[at] != key)
        at = (at + 1) & set->mask;
    return set->keys[at] ? set->values[at] : 0;
}

/* Fills a set; the values of equal keys are joined. -1 with MemoryError. */
static int fill(Set *set, const uint64_t *keys, const uint8_t *values, Py_ssize_t count) {
    uint64_t size = 16;
    while (size < 2 * (uint64_t)count)
        size *= 2;
    set->mask = size - 1;
    set->keys = PyMem_Calloc(size, sizeof(uint64_t));
    set->values = PyMem_Calloc(size, 1);
    if (set->keys == NULL || set->values == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        uint64_t at = mixed(keys[i]) & set->mask;
        if (keys[i] == 0)
            continue;
        while (set->keys[at] && set->keys[at] != keys[i])
            at = (at + 1) & set->mask;
        set->keys[at] = keys[i];
        set->values[at] |= values[i];
    }
    return 0;
}

static uint64_t packed(const uint16_t *text, Py_ssize_t count) {
    uint64_t key = 0;
    for (Py_ssize_t i = 0; i < count; i++)
        key = key << 16 | text[i];
    return key;
}

/* What is known of two characters that are neighbours. */
static Pair pair_of(const Tables *tables, uint16_t one, uint16_t other) {
    const Pair *pairs = tables->pairs.pairs;
    uint64_t at = mixed((uint64_t)one << 16 | other) & tables->pairs.mask;
    while (pairs[at].one && (pairs[at].one != one || pairs[at].other != other))
        at = (at + 1) & tables->pairs.mask;
    return pairs[at];
}

static int marks(const Tables *tables, uint16_t one, uint16_t other) {
    return pair_of(tables, one, other).marks;
}

/* Asks for what is known of two characters, which lies where nobody looked lately. */
static void ask_for(const Tables *tables, uint16_t one, uint16_t other) {
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(tables->pairs.pairs + (mixed((uint64_t)one << 16 | other) & tables->pairs.mask));
#endif
}

static uint8_t third(uint64_t character) {
    return (uint8_t)(1 << (character & 7));
}

/* Adds marks or a cost to a pair; where it is. */
static Pair *mark(Pairs *pairs, uint64_t key, uint8_t marks, uint8_t cost) {
    uint16_t one = (uint16_t)(key >> 16), other = (uint16_t)key;
    uint64_t at = mixed(key) & pairs->mask;
    while (pairs->pairs[at].one && (pairs->pairs[at].one != one || pairs->pairs[at].other != other))
        at = (at + 1) & pairs->mask;
    pairs->pairs[at].one = one;
    pairs->pairs[at].other = other;
    pairs->pairs[at].marks |= marks;
    pairs->pairs[at].cost |= cost;
    return pairs->pairs + at;
}

/* Puts the words of two characters among the pairs, with the marks of all. -1 with MemoryError. */
static int fill_pairs(Pairs *pairs, const Py_buffer *keys, const Py_buffer *values, const Py_buffer *words, const Py_buffer *costs) {
    const uint64_t *key = keys->buf, *word = words->buf;
    const uint8_t *value = values->buf, *cost = costs->buf;
    uint64_t size = 16;
    while (size < 3 * (uint64_t)values->len / 2)
        size *= 2;
    pairs->mask = size - 1;
    if ((pairs->pairs = PyMem_Calloc(size, sizeof(Pair))) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < values->len; i++)
        if (key[i] >> 16 & 0xFFFF)
            mark(pairs, key[i], value[i], 0);
    for (Py_ssize_t i = 0; i < costs->len; i++) {
        int size = word[i] >> 48 ? 4 : word[i] >> 32 ? 3 : word[i] >> 16 ? 2 : 1;
        if (size == 2)
            mark(pairs, word[i], INSIDE, cost[i]);
        if (size > 2)
            mark(pairs, word[i] >> 16 * (size - 2), INSIDE, 0)->thirds[size - 3] |= third(word[i] >> 16 * (size - 3));
    }
    return 0;
}

/* What a word of one to four characters costs, with the bit IS_NAME if it is one of somebody or something; 0 if it is none. */
static uint8_t cost_of(const Tables *tables, const uint16_t *text, Py_ssize_t size) {
    return size == 1 ? tables->of[*text].alone : size == 2 ? pair_of(tables, text[0], text[1]).cost : value_of(&tables->words, packed(text, size));
}

/* -- what is prepared ---------------------------------------------------------------------------------------------------- */

static void forget(Tables *tables) {
    Set *sets[] = {&tables->words, &tables->parts};
    for (int i = 0; i < 2; i++) {
        PyMem_Free(sets[i]->keys);
        PyMem_Free(sets[i]->values);
    }
    PyMem_Free(tables->pairs.pairs);
    PyMem_Free(tables->masks);
    PyMem_Free(tables);
}

static void forget_capsule(PyObject *capsule) {
    forget(PyCapsule_GetPointer(capsule, "glossary.text._weighing"));
}

/* Where each pattern's sets lie, and which patterns may begin with which character. 0 if the layout does not fit. */
static int lay_out(Tables *tables, const int64_t *layout, Py_ssize_t words, Py_ssize_t classes) {
    for (int i = 0; i < PATTERNS; i++, layout += 3) {
        Pattern *pattern = &tables->patterns[i];
        pattern->width = (Py_ssize_t)layout[0];
        pattern->positions = (Py_ssize_t)layout[1];
        if (layout[0] < 1 || layout[0] > 16 || layout[1] < 1 || layout[1] > 64 * layout[0] || layout[2] < 0 ||
            layout[2] + layout[0] * (2 + layout[1] + classes) > words)
            return 0;
        pattern->first = tables->masks + layout[2];
        pattern->last = pattern->first + pattern->width;
        pattern->after = pattern->last + pattern->width;
        pattern->by_class = pattern->after + pattern->width * pattern->positions;
        for (Py_ssize_t character = 0; character < BMP; character++)
            for (Py_ssize_t k = 0; k < pattern->width; k++)
                if (pattern->first[k] & pattern->by_class[tables->of[character].class * pattern->width + k])
                    tables->of[character].begins |= (uint16_t)(1 << i);
    }
    return 1;
}

static const Py_ssize_t SIZES[] = {2 * BMP, 2 * BMP, 8, 1, 8, 1, 8, 1, 2 * BMP, 8, 24 * PATTERNS, 8 * POINTS};
enum { FOLD, TRAITS, WORDS, COSTS, PAIRS, MARKS, NAMES, KINDS, CLASSES, MASKS, LAYOUT, NUMBERS, PARTS };

/* Are the parts of the sizes that they must have, and of multiples of them where they may be longer? */
static int fits(const Py_buffer *parts) {
    for (int i = 0; i < PARTS; i++) {
        int fixed = i == FOLD || i == TRAITS || i == CLASSES || i == LAYOUT || i == NUMBERS;
        if (fixed ? parts[i].len != SIZES[i] : parts[i].len % SIZES[i])
            return 0;
    }
    return parts[WORDS].len == 8 * parts[COSTS].len && parts[PAIRS].len == 8 * parts[MARKS].len && parts[NAMES].len == 8 * parts[KINDS].len;
}

static int fill_all(Tables *tables, const Py_buffer *parts) {
    Py_ssize_t classes = 0;
    memcpy(tables->fold, parts[FOLD].buf, sizeof tables->fold);
    const uint16_t *traits = parts[TRAITS].buf, *kinds = parts[CLASSES].buf;
    memcpy(tables->points, parts[NUMBERS].buf, sizeof tables->points);
    for (int i = 0; i < BMP; i++) {
        tables->of[i].traits = traits[i];
        tables->of[i].class = kinds[i];
        classes = kinds[i] >= classes ? kinds[i] + 1 : classes;
    }
    tables->masks = PyMem_Malloc((size_t)parts[MASKS].len + 1);
    if (tables->masks == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(tables->masks, parts[MASKS].buf, (size_t)parts[MASKS].len);
    for (Py_ssize_t i = 0; i < parts[COSTS].len; i++)
        if (((uint64_t *)parts[WORDS].buf)[i] < BMP)
            tables->of[((uint64_t *)parts[WORDS].buf)[i]].alone = ((uint8_t *)parts[COSTS].buf)[i];
    int failed = fill(&tables->words, parts[WORDS].buf, parts[COSTS].buf, parts[COSTS].len) < 0 ||
                 fill_pairs(&tables->pairs, &parts[PAIRS], &parts[MARKS], &parts[WORDS], &parts[COSTS]) < 0 ||
                 fill(&tables->parts, parts[NAMES].buf, parts[KINDS].buf, parts[KINDS].len) < 0;
    if (!failed && !lay_out(tables, parts[LAYOUT].buf, parts[MASKS].len / 8, classes)) {
        PyErr_SetString(PyExc_ValueError, "the patterns do not lie where their layout says");
        return -1;
    }
    return failed ? -1 : 0;
}

static PyObject *prepare(PyObject *Py_UNUSED(module), PyObject *args) {
    Py_buffer parts[PARTS];
    PyObject *capsule = NULL;
    memset(parts, 0, sizeof parts);
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*y*y*y*y*y*y*:prepare", &parts[0], &parts[1], &parts[2], &parts[3], &parts[4], &parts[5],
                          &parts[6], &parts[7], &parts[8], &parts[9], &parts[10], &parts[11]))
        return NULL;
    Tables *tables = PyMem_Calloc(1, sizeof(Tables));
    if (tables == NULL)
        PyErr_NoMemory();
    else if (!fits(parts))
        PyErr_SetString(PyExc_ValueError, "a table has not the size it must have");
    else if (fill_all(tables, parts) == 0)
        capsule = PyCapsule_New(tables, "glossary.text._weighing", forget_capsule);
    if (capsule == NULL && tables != NULL)
        forget(tables);
    for (int i = 0; i < PARTS; i++)
        PyBuffer_Release(&parts[i]);
    return capsule;
}

/* -- patterns ------------------------------------------------------------------------------------------------------------ */

/* The place of the lowest bit that is set. */
static int lowest(uint64_t bits) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(bits);
#else
    int place = 0;
    for (; !(bits & 1); bits >>= 1)
        place++;
    return place;
#endif
}

/* How many characters a pattern takes that begins at `text` and goes on by `step`, at most `most`; 0 if it does not match. */
static Py_ssize_t matched(const Tables *tables, const Pattern *pattern, const uint16_t *text, int step, Py_ssize_t most) {
    uint64_t active[16], next[16];
    Py_ssize_t width = pattern->width;
    memcpy(next, pattern->first, (size_t)width * sizeof(uint64_t));
    for (Py_ssize_t taken = 0; taken < most; taken++, text += step) {
        const uint64_t *here = pattern->by_class + width * tables->of[*text].class;
        uint64_t some = 0, last = 0;
        for (Py_ssize_t k = 0; k < width; k++) {
            some |= active[k] = next[k] & here[k];
            last |= active[k] & pattern->last[k];
            next[k] = 0;
        }
        if (last)
            return taken + 1;
        if (!some)
            return 0;
        for (Py_ssize_t k = 0; k < width; k++)
            for (uint64_t left = active[k]; left; left &= left - 1) {
                const uint64_t *after = pattern->after + width * (k * 64 + lowest(left));
                for (Py_ssize_t j = 0; j < width; j++)
                    next[j] |= after[j];
            }
    }
    return 0;
}

static double of_patterns(const Window *window) {
    const Tables *tables = window->tables;
    const double *points = tables->points;
    double sum = 0;
    int agent = 0;
    int right = window->end < window->behind ? tables->of[window->text[window->end]].begins : 0;
    int left = window->start > window->first ? tables->of[window->text[window->start - 1]].begins : 0;
    for (int i = 0; i < SUBJECT; i++) {
        int after = i <= AGENT_AFTER;
        if (!((after ? right : left) >> i & 1) || (agent && i == AGENT_BEFORE))
            continue;
        const uint16_t *at = window->text + (after ? window->end : window->start - 1);
        Py_ssize_t most = after ? window->behind - window->end : window->start - window->first;
        if (!matched(tables, &tables->patterns[i], at, after ? 1 : -1, most))
            continue;
        if (i == AGENT_AFTER || i == AGENT_BEFORE) {
            agent = 1;
            sum += points[AGENT];
        } else
            sum += points[OF_PATTERNS + (i < AGENT_AFTER ? i : i - 1)];
    }
    return sum;
}

/* How much the text around is about companies: the left of the window with WIDE characters of its right behind it. */
static double of_subject(const Window *window) {
    const Tables *tables = window->tables;
    uint16_t around[BEFORE + WIDE];
    Py_ssize_t left = window->start - window->first, right = window->behind - window->end, found = 0, size;
    right = right < WIDE ? right : WIDE;
    memcpy(around, window->text + window->first, (size_t)left * sizeof *around);
    memcpy(around + left, window->text + window->end, (size_t)right * sizeof *around);
    for (Py_ssize_t at = 0; at < left + right && found < 4; at += size ? size : 1) {
        size = 0;
        if (tables->of[around[at]].begins >> SUBJECT & 1) {
            size = matched(tables, &tables->patterns[SUBJECT], around + at, 1, left + right - at);
            found += size > 0;
        }
    }
    return tables->points[SUBJECTS + found];
}

/* -- words --------------------------------------------------------------------------------------------------------------- */

typedef struct {
    Py_ssize_t size, start, end; /* of the run; where the name lies in it */
    unsigned costs[2 * AROUND + NAME_MOST][LONGEST + 1];
} Run;

static void read_run(Run *run, const Window *window, Py_ssize_t left, Py_ssize_t right) {
    const uint16_t *text = window->text + window->start - left;
    run->start = left;
    run->end = left + window->end - window->start;
    run->size = run->end + right;
    for (Py_ssize_t at = 0; at < run->size; at++) {
        Pair pair = at + 1 < run->size ? pair_of(window->tables, text[at], text[at + 1]) : (Pair){0};
        unsigned alone = window->tables->of[text[at]].alone & ~IS_NAME;
        run->costs[at][1] = alone ? alone : UNKNOWN;
        run->costs[at][2] = pair.cost ? pair.cost & ~IS_NAME : NONE;
        for (Py_ssize_t n = 3; n <= LONGEST; n++) {
            int some = at + n <= run->size && pair.thirds[n - 3] & third(text[at + 2]);
            unsigned cost = some ? value_of(&window->tables->words, packed(text + at, n)) : 0;
            run->costs[at][n] = cost ? cost & ~IS_NAME : NONE;
        }
    }
}

/* For each place from `first` to `last`, the cost of the best reading up to it. */
static void forward(const Run *run, Py_ssize_t first, Py_ssize_t last, unsigned *best) {
    best[first] = 0;
    for (Py_ssize_t end = first + 1; end <= last; end++) {
        best[end] = best[end - 1] + run->costs[end - 1][1];
        for (Py_ssize_t n = 2; n <= LONGEST && end - n >= first; n++)
            if (best[end - n] + run->costs[end - n][n] < best[end])
                best[end] = best[end - n] + run->costs[end - n][n];
    }
}

static void backward(const Run *run, unsigned *best) {
    best[run->size] = 0;
    for (Py_ssize_t start = run->size - 1; start >= 0; start--) {
        best[start] = best[start + 1] + run->costs[start][1];
        for (Py_ssize_t n = 2; n <= LONGEST && start + n <= run->size; n++)
            if (best[start + n] + run->costs[start][n] < best[start])
                best[start] = best[start + n] + run->costs[start][n];
    }
}

/* What the cheapest reading costs that cuts through an edge of the name; NONE or more if there is none. */
static unsigned cutting(const Run *run, const unsigned *before, const unsigned *after) {
    unsigned cheapest = NONE;
    Py_ssize_t edges[] = {run->start, run->end};
    for (int i = 0; i < 2; i++)
        for (Py_ssize_t first = edges[i] >= LONGEST ? edges[i] - LONGEST + 1 : 0; first < edges[i]; first++)
            for (Py_ssize_t last = edges[i] + 1; last <= run->size && last <= first + LONGEST; last++)
                if (!(first <= run->start && last >= run->end) && before[first] + run->costs[first][last - first] + after[last] < cheapest)
                    cheapest = before[first] + run->costs[first][last - first] + after[last];
    return cheapest;
}

/* The cost of the cheapest word that holds the name and more, NONE if there is none. */
static unsigned holding(const Run *run) {
    unsigned cheapest = NONE;
    for (Py_ssize_t first = run->end > LONGEST ? run->end - LONGEST : 0; first <= run->start; first++)
        for (Py_ssize_t last = run->end; last <= run->size && last <= first + LONGEST; last++)
            if (last - first > run->end - run->start && run->costs[first][last - first] < cheapest)
                cheapest = run->costs[first][last - first];
    return cheapest;
}

static double of_run(const Window *window, Py_ssize_t left, Py_ssize_t right) {
    const double *points = window->tables->points;
    unsigned before[2 * AROUND + NAME_MOST + 1], after[2 * AROUND + NAME_MOST + 1];
    Run run;
    double sum = 0;
    read_run(&run, window, left, right);
    forward(&run, run.start, run.end, before);
    unsigned inside = before[run.end] < NAME ? before[run.end] : NAME;
    forward(&run, 0, run.size, before);
    backward(&run, after);
    unsigned cut = cutting(&run, before, after), kept = before[run.start] + inside + after[run.end], longer = holding(&run);
    if (cut < NONE && cut < kept)
        sum += points[CUT + (kept - cut > 255 ? 255 : kept - cut)];
    if (cut < NONE && cut < kept + 24)
        sum += points[NEAR + (cut > kept ? cut - kept : 0)];
    if (longer < NONE)
        sum += points[LONGER + longer];
    return sum;
}

static int is_word(const Window *window, Py_ssize_t first, Py_ssize_t last) {
    return last > first && cost_of(window->tables, window->text + first, last - first) != 0;
}

static double of_words(const Window *window) {
    const Tables *tables = window->tables;
    const uint16_t *text = window->text;
    Py_ssize_t left = 0, right = 0, start = window->start, end = window->end, size = window->known.length;
    while (left < AROUND && start - left > window->first && tables->of[text[start - left - 1]].traits & HAN)
        left++;
    while (right < AROUND && end + right < window->behind && tables->of[text[end + right]].traits & HAN)
        right++;
    double sum = of_run(window, left, right);
    int before = start > window->first ? tables->of[text[start - 1]].traits : 0, after = end < window->behind ? tables->of[text[end]].traits : 0;
    if (size == 2 && left && before & SURNAME && (left == 1 || !is_word(window, start - 2, start)))
        sum += tables->points[GIVEN];
    Py_ssize_t first = start - 2 < window->first ? window->first : start - 2, last = end + 2 > window->behind ? window->behind : end + 2;
    if (size < 4 && ((before | after) & DOT || (after & SPELLING && !is_word(window, end, last)) ||
                     (before & SPELLING && !is_word(window, first, start))))
        sum += tables->points[FOREIGN_NAME];
    return sum;
}

/* -- the rest of the place ----------------------------------------------------------------------------------------------- */

static double of_signs(const Window *window) {
    const Tables *tables = window->tables;
    double sum = 0;
    int before = window->start > window->first ? tables->of[window->text[window->start - 1]].traits : CLAUSE;
    int after = window->end < window->behind ? tables->of[window->text[window->end]].traits : 0;
    for (Py_ssize_t at = window->start - 1; at >= window->first; at--)
        if (window->text[at] == 0x300A || window->text[at] == 0x300B) { /* 《 or 》 */
            sum += window->text[at] == 0x300A ? tables->points[TITLE] : 0;
            break;
        }
    if (before & OPENING && after & CLOSING)
        sum += tables->points[QUOTED];
    return before & CLAUSE ? sum + tables->points[CLAUSE_POINTS] : sum;
}

static double of_region(const Window *window) {
    Py_ssize_t simplified = 0, traditional = 0;
    for (Py_ssize_t at = window->first; at < window->behind; at++) {
        int traits = window->raw[at] < BMP ? window->tables->of[window->raw[at]].traits : 0;
        simplified += (traits & SIMPLIFIED) != 0;
        traditional += (traits & TRADITIONAL) != 0;
    }
    return simplified > traditional ? window->tables->points[REGION_POINTS] : 0;
}

static int is_bracket(uint16_t character) {
    return character == '(' || character == 0xFF08;
}

/* How many characters two to eight Han characters take in brackets at a place, 0 if none are there. */
static Py_ssize_t bracketed(const Window *window, Py_ssize_t at, Py_ssize_t last) {
    Py_ssize_t size = 1;
    while (at + size < last && size < 10 && window->text[at + size] >= 0x4E00 && window->text[at + size] < 0xA000)
        size++;
    return size > 2 && size < 10 && at + size < last && (window->text[at + size] == ')' || window->text[at + size] == 0xFF09) ? size + 1 : 0;
}

static uint64_t hash_of(const uint16_t *text, Py_ssize_t count) {
    uint64_t hash = FNV;
    for (Py_ssize_t i = 0; i < count; i++)
        hash = (hash ^ text[i]) * PRIME;
    return hash ? hash : 1;
}

/* What a part of a name is, if it begins at a place: the longest of one of the kinds; `size` is its length then. 0 for none. */
static int part_at(const Window *window, Py_ssize_t at, Py_ssize_t last, int kinds, Py_ssize_t *size) {
    Py_ssize_t most = kinds & FORM ? FORM_MOST : PART_MOST;
    if (at + 1 >= last || !(marks(window->tables, window->text[at], window->text[at + 1]) & TAIL))
        return 0;
    for (Py_ssize_t n = most < last - at ? most : last - at; n > 1; n--) {
        int all = value_of(&window->tables->parts, hash_of(window->text + at, n)), found = all & kinds;
        if (found & GROUP && window->text[at + n - 2] == 0x63A7 && window->text[at + n - 1] == 0x80A1 && /* 控股 */
            matched(window->tables, &window->tables->patterns[NOT_A_GROUP], window->text + at + n - 2, 1, last - at - n + 2))
            found &= ~GROUP;
        *size = n;
        if (found)
            return found | (all & LOOSE);
    }
    return 0;
}

/* The length of the legal form at a place, 0 for none: longer._form_at. */
static Py_ssize_t form_at(const Window *window, Py_ssize_t at, Py_ssize_t last) {
    Py_ssize_t size = 0;
    if (!part_at(window, at, last, FORM, &size))
        return 0;
    int bare = size == 2 && window->text[at] == 0x516C && window->text[at + 1] == 0x53F8; /* 公司 */
    if (bare && at + 2 < last && window->tables->of[window->text[at + 2]].traits & NO_FORM)
        return 0;
    if (bare && at > window->end &&
        matched(window->tables, &window->tables->patterns[NOT_A_FORM], window->text + at - 1, -1, at - window->end))
        return 0;
    return size;
}

static int is_limited(const uint16_t *text, Py_ssize_t size) {
    for (Py_ssize_t at = 0; at + 1 < size; at++)
        if (text[at] == 0x6709 && text[at + 1] == 0x9650) /* 有限 */
            return 1;
    return 0;
}

/* longer._may_be_inside */
static int may_be_inside(const Window *window, Py_ssize_t at, Py_ssize_t last) {
    int traits = window->tables->of[window->text[at]].traits;
    if (traits & PARTICLE || !(traits & HAN))
        return 0;
    for (Py_ssize_t n = 2; n <= 3 && at + n <= last; n++) {
        uint8_t cost = cost_of(window->tables, window->text + at, n);
        if (cost && !(cost & IS_NAME))
            return 0;
    }
    return 1;
}

/* What follows a name, and in `size` how long it is: longer._walk. */
static int walk(const Window *window, Py_ssize_t last, Py_ssize_t *length) {
    Py_ssize_t at = window->end, unknown = 0, size;
    int found = 0;
    while (at < last) {
        Py_ssize_t form = form_at(window, at, last), bracket = is_bracket(window->text[at]) ? bracketed(window, at, last) : 0;
        int kind = form || bracket ? 0 : part_at(window, at, last, ORGANISATION | GROUP | INDUSTRY | PLACE, &size);
        if (form && unknown && !is_limited(window->text + at, form))
            return found;
        *length = form ? at + form - window->end : *length;
        if (form)
            return COMPANY;
        if (bracket && value_of(&window->tables->parts, hash_of(window->text + at + 1, bracket - 2)) & PLACE_OF_NAMES)
            at += bracket;
        else if (kind) {
            at += size;
            int ends = !unknown && (kind & (ORGANISATION | GROUP) || (kind & INDUSTRY && !found && !(kind & LOOSE)));
            if (ends) {
                found = kind & ORGANISATION ? ORGANISATION : kind & GROUP ? GROUP : INDUSTRY;
                *length = at - window->end;
            }
            if (ends && found == ORGANISATION)
                return found;
            if (!(kind & (ORGANISATION | GROUP | INDUSTRY)) && at < last && window->tables->of[window->text[at]].traits & REGION)
                at++;
        } else if (unknown < UNKNOWN_MOST && may_be_inside(window, at, last)) {
            unknown++;
            at++;
        } else
            break;
    }
    return found;
}

/* What follows a name and makes a longer one, FORM to COMPANY; 0 for nothing: longer.tail. */
static int tail_of(Window *window) {
    Py_ssize_t last = window->end + AHEAD < window->behind ? window->end + AHEAD : window->behind;
    window->behind_name = 0;
    if (window->end == last || (window->text[window->end] < 0x3400 && !is_bracket(window->text[window->end])))
        return 0;
    window->behind_name = form_at(window, window->end, last);
    return window->behind_name ? FORM : walk(window, last, &window->behind_name);
}

static int is_place(const Window *window, Py_ssize_t first, Py_ssize_t last) {
    return value_of(&window->tables->parts, hash_of(window->text + first, last - first)) & PLACE_OF_NAMES;
}

/* How many characters before a name belong to a longer one: longer.head. */
static Py_ssize_t head_of(const Window *window) {
    Py_ssize_t first = window->start;
    while (first > window->first && window->start - first < BEHIND && window->tables->of[window->text[first - 1]].traits & HAN)
        first--;
    for (Py_ssize_t gap = 0; gap <= UNKNOWN_MOST; gap++) {
        Py_ssize_t end = window->start - gap;
        if (gap && (end < first || !may_be_inside(window, end, window->start)))
            return 0;
        if (gap > 1 && gap <= LONGEST) {
            uint8_t cost = cost_of(window->tables, window->text + end, gap);
            if (cost && !(cost & IS_NAME))
                return 0;
        }
        for (Py_ssize_t length = 5; length > 1; length--)
            if (end - first >= length && (is_place(window, end - length, end) ||
                                          (window->tables->of[window->text[end - 1]].traits & REGION && is_place(window, end - length, end - 1))))
                return gap + length;
    }
    return 0;
}

/* What context.glance says of a plain name. */
static int at_a_glance(const Window *window) {
    const Tables *tables = window->tables;
    const uint16_t *text = window->text;
    Py_ssize_t start = window->start, end = window->end, last = end + AHEAD;
    if (start > window->first && window->raw[start - 1] >= 0x3400 && marks(tables, text[start - 1], text[start]) & INSIDE)
        return 0;
    if (end == window->behind || window->raw[end] < 0x3400)
        return end == window->behind || window->raw[end] != '(';
    if (marks(tables, text[end - 1], text[end]) & INSIDE)
        return 0;
    if (marks(tables, text[end], end + 1 < window->behind ? text[end + 1] : 0) & TAIL)
        return 0;
    last = last < window->behind ? last : window->behind;
    for (Py_ssize_t at = end; at + 1 < last; at++)
        if (window->raw[at] == 0x6709 && window->raw[at + 1] == 0x9650)
            return 0;
    return 1;
}

/* May the scanner find another name behind the first character of this one? `openers` of the index say: pairs that keys are, or
   that longer ones begin with, and of these the first three characters. */
static int may_hold_another(const Window *window, const Set *openers) {
    const uint16_t *text = window->text;
    for (Py_ssize_t at = window->start + 1; at < window->end && at + 1 < window->behind; at++) {
        uint64_t pair = (uint64_t)text[at] << 16 | text[at + 1];
        int found = window->tables->of[text[at + 1]].traits & HAN ? value_of(openers, pair) : 0;
        if (found & 1 || (found & 2 && at + 2 < window->behind && value_of(openers, pair << 16 | text[at + 2])))
            return 1;
    }
    return 0;
}

/* -- the document -------------------------------------------------------------------------------------------------------- */

enum { NEAR_BY = 120, NEIGHBOURS = 2 };

/* Do two mentions denote the same? -1 with an exception. */
static int same_owners(PyObject *one, PyObject *other) {
    PyObject *owner = PyTuple_GetItem(one, 3), *another = PyTuple_GetItem(other, 3);
    if (owner == another)
        return 1;
    PyObject *ids = PyObject_GetAttrString(owner, "ids"), *others = PyObject_GetAttrString(another, "ids");
    int same = ids && others ? PyObject_RichCompareBool(ids, others, Py_EQ) : -1;
    Py_XDECREF(ids);
    Py_XDECREF(others);
    return same;
}

/* What is known of the name of a mention. 1: read; 0: nothing yet; -1 with an exception. */
static int known_of(Known *known, PyObject *mention, PyObject *facts) {
    PyObject *identity = PyLong_FromVoidPtr(PyTuple_GetItem(mention, 3));
    PyObject *found = identity ? PyDict_GetItemWithError(facts, identity) : NULL;
    Py_XDECREF(identity);
    if (found == NULL)
        return PyErr_Occurred() ? -1 : 0;
    if (!PyBytes_Check(found) || PyBytes_Size(found) != sizeof(Known)) {
        PyErr_SetString(PyExc_TypeError, "facts are bytes, as weighing.py packs them");
        return -1;
    }
    memcpy(known, PyBytes_AsString(found), sizeof(Known));
    return 1;
}

/* Does a mention of another that hardly needs evidence stand near by: Document._beside? -1 with an exception. */
static int is_beside(const Window *window) {
    PyObject *self = PyList_GetItem(window->mentions, window->place);
    Py_ssize_t count = PyList_Size(window->mentions);
    for (Py_ssize_t at = window->place - NEIGHBOURS; at <= window->place + NEIGHBOURS; at++) {
        PyObject *other = at >= 0 && at < count && at != window->place ? PyList_GetItem(window->mentions, at) : NULL;
        Known known = {0};
        if (other == NULL)
            continue;
        if (!PyTuple_Check(other) || PyTuple_Size(other) != 4)
            return 0; /* its own turn comes, and is told then */
        Py_ssize_t away = PyLong_AsSsize_t(PyTuple_GetItem(other, 0)) - window->start;
        if (PyErr_Occurred() || known_of(&known, other, window->facts) < 0)
            return -1;
        if (away >= NEAR_BY || away <= -NEAR_BY || !(known.traits & NEEDS_NONE))
            continue;
        int same = same_owners(self, other);
        if (same <= 0)
            return same < 0 ? -1 : 1;
    }
    return 0;
}

/* Is the same denoted by a longer span elsewhere? -1 with an exception. */
static int is_longer_elsewhere(const Window *window) {
    PyObject *self = PyList_GetItem(window->mentions, window->place);
    Py_ssize_t count = PyList_Size(window->mentions);
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *other = PyList_GetItem(window->mentions, at);
        if (at == window->place || !PyTuple_Check(other) || PyTuple_Size(other) != 4)
            continue;
        Py_ssize_t size = PyLong_AsSsize_t(PyTuple_GetItem(other, 1)) - PyLong_AsSsize_t(PyTuple_GetItem(other, 0));
        int same = PyErr_Occurred() ? -1 : size > window->end - window->start ? same_owners(self, other) : 0;
        if (same)
            return same;
    }
    return 0;
}

/* -- one mention --------------------------------------------------------------------------------------------------------- */

static int is_alphanumeric(Py_UCS4 one) {
    return (one >= '0' && one <= '9') || (one >= 'A' && one <= 'Z') || (one >= 'a' && one <= 'z');
}

/* May a word at a place belong to a name before it: `&`, or one that a word of companies' names begins with (latin._walk)? */
static int may_go_on(const Window *window, Py_ssize_t at) {
    uint64_t hash = FNV;
    Py_UCS4 one = at < window->behind ? window->raw[at] : ' ';
    if (one == '&')
        return 1;
    if (one < 'A' || one > 'Z')
        return 0;
    for (; at < window->behind && ((window->raw[at] | 0x20) >= 'a' && (window->raw[at] | 0x20) <= 'z'); at++)
        hash = (hash ^ (window->raw[at] | 0x20)) * PRIME;
    while (at < window->behind && window->raw[at] == '.')
        at++;
    one = at < window->behind ? window->raw[at] : ' ';
    if (one >= 0x80 || is_alphanumeric(one) || one == '_' || one == '&' || one == '/' || one == '\'' || one == '-')
        return 1;
    return value_of(&window->tables->parts, hash) & LATIN;
}

/* Is a name written as its key is, in small letters, digits and spaces? */
static int is_small(const Window *window) {
    if (window->end - window->start != window->known.length)
        return 0;
    for (Py_ssize_t at = window->start; at < window->end; at++) {
        Py_UCS4 one = window->raw[at];
        if (!((one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == ' '))
            return 0;
    }
    return 1;
}

/* A name in Latin letters: kept where a capital is in it and nothing behind it that could go on. */
static int judge_latin(const Window *window) {
    int capital = 0;
    Py_ssize_t at = window->end;
    Py_UCS4 next = at < window->behind ? window->raw[at] : ' ';
    for (Py_ssize_t i = window->start; i < window->end; i++)
        capital |= window->raw[i] >= 'A' && window->raw[i] <= 'Z';
    if (!capital)
        return LOOK;
    if (window->known.traits & ACRONYM &&
        (window->known.traits & FOREIGN || next == '-' || next == '/' || next == 0x2013 || (next >= '0' && next <= '9') ||
         (next >= 0x80 && (next < 0x3000 || next > 0x9FFF))))
        return LOOK;
    if (next != ',' && next != ' ' && next != '\t')
        return KEPT;
    for (at++; at < window->behind && (window->raw[at] == ' ' || window->raw[at] == '\t'); at++)
        ;
    return may_go_on(window, at) ? LOOK : KEPT;
}

static int near(double sum, double bound) {
    return fabs(sum - bound) < 1e-9;
}

/* What becomes of a name whose evidence is too weak by itself; `sum` is all of it. -1 with an exception. */
static int judge_weak(const Window *window, double sum) {
    const double *points = window->tables->points;
    int traits = window->known.traits;
    if (traits & HAS_LONGER && sum + points[FULL] > points[THRESHOLD]) {
        int longer = is_longer_elsewhere(window);
        if (longer)
            return longer < 0 ? -1 : LOOK;
    }
    if (!(traits & FOREIGN) && sum + points[BESIDE] > points[THRESHOLD]) {
        int beside = is_beside(window);
        if (beside)
            return beside < 0 ? -1 : KEPT;
    }
    return window->holds || sum + points[DOCUMENT_MOST] > points[THRESHOLD] ? LOOK : DROPPED;
}

/* A name in Han characters. `sum`: all evidence but that of what follows; NAN where it was not read. -1 with an exception. */
static int judge_han(Window *window, const Set *openers, double *sum) {
    const Tables *tables = window->tables;
    const double *points = tables->points;
    int traits = window->known.traits;
    if (window->end - window->start != window->known.length || window->known.length > NAME_MOST)
        return LOOK;
    for (Py_ssize_t at = window->start; at < window->end; at++)
        if (!(tables->of[window->text[at]].traits & HAN))
            return LOOK;
    for (Py_ssize_t at = window->first; at < window->behind; at++)
        if (window->text[at] == ODD)
            return LOOK;
    if (traits & PLAIN && at_a_glance(window))
        return KEPT;
    double all = window->known.points + of_words(window) + of_patterns(window) + of_signs(window) + of_subject(window);
    *sum = all += traits & FOREIGN ? of_region(window) : 0;
    int tail = window->tail = tail_of(window);
    window->before_name = tail == FORM || tail == COMPANY ? head_of(window) : 0;
    all += tail == INDUSTRY ? points[INDUSTRY_AFTER] : tail == FORM ? points[FORM_AFTER] : 0;
    if (traits & IS_WORD || near(all, points[THRESHOLD]) || near(all + points[FULL], points[THRESHOLD]) ||
        near(all + points[BESIDE], points[THRESHOLD]))
        return LOOK;
    if (all > points[THRESHOLD] && tail != ORGANISATION)
        return tail && tail != INDUSTRY ? LOOK : KEPT;
    window->holds = may_hold_another(window, openers);
    return all > points[THRESHOLD] ? (window->holds ? LOOK : DROPPED) : judge_weak(window, all);
}

static int judge(Window *window, const Set *openers, double *sum) {
    window->holds = 1;
    window->tail = 0;
    window->behind_name = window->before_name = 0;
    if (!(window->known.traits & (IS_HAN | SURE)) && is_small(window))
        return window->known.traits & SMALL ? DROPPED : LOOK;
    if (window->known.traits & LOOKED_AT)
        return LOOK;
    if (window->known.traits & SURE)
        return KEPT;
    return window->known.traits & IS_HAN ? judge_han(window, openers, sum) : judge_latin(window);
}

/* -- a text -------------------------------------------------------------------------------------------------------------- */

typedef struct {
    const Tables *tables;
    Py_UCS4 *raw;
    uint16_t *text;
    Py_ssize_t length;
} Text;

/* The characters of a text, and what they fold to one by one. Those beyond the first 65,536 become FAR, or ODD where a pattern
   could tell them apart (letters, digits). -1 with an exception. */
static int read_text(Text *read, PyObject *text) {
    read->length = PyUnicode_GetLength(text);
    read->raw = PyMem_Malloc((size_t)(read->length + 1) * sizeof(Py_UCS4));
    read->text = PyMem_Malloc((size_t)(read->length + 1) * sizeof(uint16_t));
    if (read->raw == NULL || read->text == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (read->length && PyUnicode_AsUCS4(text, read->raw, read->length, 0) == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < read->length; i++) {
        Py_UCS4 one = read->raw[i];
        int known = one < BMP || one >= 0x20000 || (one >= 0x1F000 && one < 0x1FB00);
        read->text[i] = one < BMP ? read->tables->fold[one] : known ? FAR : ODD;
    }
    return 0;
}

/* -- breaks -------------------------------------------------------------------------------------------------------------- */

/* The hash of the letters and digits of ASCII that stand at `at` and on by `step`; `other` if what ends them is not ASCII. */
static uint64_t word_hash(const Text *read, Py_ssize_t at, int step, int *other) {
    uint64_t hash = FNV;
    Py_UCS4 one = 0;
    for (int n = 0; n < WORD_MOST; n++, at += step) {
        one = at >= 0 && at < read->length ? read->raw[at] : ' ';
        if (!is_alphanumeric(one))
            break;
        hash = (hash ^ (one >= 'A' && one <= 'Z' ? one | 0x20 : one)) * PRIME;
        one = 0;
    }
    *other |= one >= 0x80;
    return hash;
}

/* May a name go on from what ends before `left` to what begins at `right`? Joints of the index say: pairs of Han characters in its
   keys, and the words on the two sides of each space in them. */
static int may_join(const Text *read, const Set *joints, Py_ssize_t left, Py_ssize_t right) {
    Py_UCS4 before = read->raw[left - 1], after = read->raw[right];
    int other = 0;
    if (before >= 0x2E80 && after >= 0x2E80)
        return before >= BMP || after >= BMP || value_of(joints, (uint64_t)read->text[left - 1] << 16 | read->text[right]);
    if (before >= 0x2E80 || after >= 0x2E80)
        return 0;
    uint64_t words = word_hash(read, left - 1, -1, &other) * 3 ^ word_hash(read, right, 1, &other);
    return other || value_of(joints, words ? words : 1);
}

/* Where a break at `at` ends, a line end or the first of two spaces or more; `left` is where it begins. 0 if no name goes on there. */
static Py_ssize_t break_at(const Text *read, Py_ssize_t at, Py_ssize_t *left) {
    const Py_UCS4 *raw = read->raw;
    Py_ssize_t right = at + 1;
    *left = at;
    if (raw[at] == '\n')
        while (*left > 0 && (raw[*left - 1] == ' ' || raw[*left - 1] == '\t' || raw[*left - 1] == '\r'))
            --*left;
    while (right < read->length && (raw[right] == ' ' || (raw[at] == '\n' && raw[right] == '\t')))
        right++;
    return *left > 0 && right < read->length && raw[*left - 1] != '\n' && raw[right] != '\n' ? right : 0;
}

enum { STRIDE = 32 };

/* Is a line end, or are two spaces, among the next STRIDE characters? (Without branches, so that compilers do several at once.) */
static int has_break(const Py_UCS4 *raw) {
    int found = 0;
    for (int i = 0; i < STRIDE; i++)
        found |= (raw[i] == '\n') | ((raw[i] == ' ') & (raw[i + 1] == ' '));
    return found;
}

/* Notes a break that may lie in a name. -1 with an exception. */
static int note_break(PyObject *places, Py_ssize_t at) {
    PyObject *place = PyLong_FromSsize_t(at);
    int failed = place == NULL || PyList_Append(places, place) < 0;
    Py_XDECREF(place);
    return failed ? -1 : 0;
}

/* Notes all of a text. -1 with an exception. */
static int note_breaks(const Text *read, const Set *joints, PyObject *places) {
    Py_ssize_t left, checked = 0;
    for (Py_ssize_t at = 0; at + 1 < read->length; at++) {
        for (; at >= checked && at + STRIDE < read->length; at = checked) {
            checked = at + STRIDE;
            if (has_break(read->raw + at))
                break;
        }
        Py_ssize_t right = read->raw[at] == '\n' || (read->raw[at] == ' ' && read->raw[at + 1] == ' ') ? break_at(read, at, &left) : 0;
        if (right && may_join(read, joints, left, right) && note_break(places, at) < 0)
            return -1;
        at = right && read->raw[at] == ' ' ? right - 1 : at;
    }
    return 0;
}

/* The window of a mention. 1: done; 0: its facts are not there; -1 with an exception. */
static int window_of(Window *window, const Text *read, PyObject *mention, PyObject *facts) {
    if (!PyTuple_Check(mention) || PyTuple_Size(mention) != 4) {
        PyErr_SetString(PyExc_TypeError, "a mention is a tuple (start, end, text, owners)");
        return -1;
    }
    Py_ssize_t start = PyLong_AsSsize_t(PyTuple_GetItem(mention, 0)), end = PyLong_AsSsize_t(PyTuple_GetItem(mention, 1));
    if ((start == -1 || end == -1) && PyErr_Occurred())
        return -1;
    if (start < 0 || end <= start || end > read->length) {
        PyErr_SetString(PyExc_ValueError, "a mention lies outside of the text");
        return -1;
    }
    int met = known_of(&window->known, mention, facts);
    if (met <= 0)
        return met;
    window->start = start;
    window->end = end;
    window->first = start > BEFORE ? start - BEFORE : 0;
    window->behind = read->length - end > AFTER ? end + AFTER : read->length;
    return 1;
}

static int note(PyObject *looks, const Window *window, double sum) {
    PyObject *weighed = isnan(sum) ? Py_NewRef(Py_None) : PyFloat_FromDouble(sum);
    PyObject *one = weighed ? Py_BuildValue("nNOinn", window->place, weighed, window->holds ? Py_True : Py_False, window->tail,
                                            window->behind_name, window->before_name)
                            : NULL;
    int failed = one == NULL || PyList_Append(looks, one) < 0;
    Py_XDECREF(one);
    return failed ? -1 : 0;
}

/* Asks for the pairs around a mention, while the one before it is judged: waiting for memory is most of the work. */
static void ask_around(const Text *read, PyObject *mention) {
    if (!PyTuple_Check(mention) || PyTuple_Size(mention) != 4)
        return;
    Py_ssize_t start = PyLong_AsSsize_t(PyTuple_GetItem(mention, 0)), end = PyLong_AsSsize_t(PyTuple_GetItem(mention, 1));
    PyErr_Clear();
    if (start < 0 || end > read->length || end - start > NAME_MOST)
        return;
    start = start > AROUND ? start - AROUND : 0;
    end = end + AROUND < read->length ? end + AROUND : read->length;
    for (Py_ssize_t at = start; at + 1 < end; at++)
        ask_for(read->tables, read->text[at], read->text[at + 1]);
}

/* Fills `outcomes` and `looks`. -1 with an exception. */
static int judge_all(const Text *read, const Set *openers, PyObject *mentions, PyObject *facts, char *outcomes, PyObject *looks) {
    Window window = {.tables = read->tables, .raw = read->raw, .text = read->text, .mentions = mentions, .facts = facts};
    Py_ssize_t count = PyList_Size(mentions);
    for (window.place = 0; window.place < count; window.place++) {
        double sum = NAN;
        if (window.place + 1 < count)
            ask_around(read, PyList_GetItem(mentions, window.place + 1));
        int met = window_of(&window, read, PyList_GetItem(mentions, window.place), facts);
        int outcome = met > 0 ? judge(&window, openers, &sum) : met < 0 ? -1 : UNMET;
        if (outcome < 0 || (outcome == LOOK && note(looks, &window, sum) < 0))
            return -1;
        outcomes[window.place] = (char)outcome;
    }
    return 0;
}

static PyObject *weigh_text(Text *read, const Set *openers, const Set *joints, PyObject *mentions, PyObject *facts) {
    Py_ssize_t count = PyList_Size(mentions);
    char *outcomes = PyMem_Malloc((size_t)count + 1);
    PyObject *looks = PyList_New(0), *places = PyList_New(0), *told = NULL;
    if (outcomes == NULL)
        PyErr_NoMemory();
    else if (looks && places && note_breaks(read, joints, places) == 0 && judge_all(read, openers, mentions, facts, outcomes, looks) == 0)
        told = Py_BuildValue("y#OO", outcomes, count, looks, places);
    Py_XDECREF(looks);
    Py_XDECREF(places);
    PyMem_Free(outcomes);
    return told;
}

static PyObject *weigh(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *text, *mentions, *facts, *capsule, *by_pairs, *by_joints, *told = NULL;
    if (!PyArg_ParseTuple(args, "UO!O!OOO:weigh", &text, &PyList_Type, &mentions, &PyDict_Type, &facts, &capsule, &by_pairs, &by_joints))
        return NULL;
    Text read = {PyCapsule_GetPointer(capsule, "glossary.text._weighing"), NULL, NULL, 0};
    const Set *openers = PyCapsule_GetPointer(by_pairs, "glossary.text._weighing.pairs");
    const Set *joints = openers ? PyCapsule_GetPointer(by_joints, "glossary.text._weighing.pairs") : NULL;
    if (read.tables == NULL || openers == NULL || joints == NULL)
        return NULL;
    if (read_text(&read, text) == 0)
        told = weigh_text(&read, openers, joints, mentions, facts);
    PyMem_Free(read.raw);
    PyMem_Free(read.text);
    return told;
}

/* -- pairs of an index --------------------------------------------------------------------------------------------------- */

static void forget_pairs(PyObject *capsule) {
    Set *set = PyCapsule_GetPointer(capsule, "glossary.text._weighing.pairs");
    PyMem_Free(set->keys);
    PyMem_Free(set->values);
    PyMem_Free(set);
}

static PyObject *pairs_of(PyObject *Py_UNUSED(module), PyObject *args) {
    Py_buffer keys, values;
    PyObject *capsule = NULL;
    if (!PyArg_ParseTuple(args, "y*y*:pairs", &keys, &values))
        return NULL;
    Set *set = PyMem_Calloc(1, sizeof(Set));
    if (set == NULL)
        PyErr_NoMemory();
    else if (keys.len != 8 * values.len)
        PyErr_SetString(PyExc_ValueError, "as many keys as values");
    else if (fill(set, keys.buf, values.buf, values.len) == 0)
        capsule = PyCapsule_New(set, "glossary.text._weighing.pairs", forget_pairs);
    if (capsule == NULL && set != NULL) {
        PyMem_Free(set->keys);
        PyMem_Free(set->values);
        PyMem_Free(set);
    }
    PyBuffer_Release(&keys);
    PyBuffer_Release(&values);
    return capsule;
}

static PyMethodDef functions[] = {
    {"prepare", prepare, METH_VARARGS, "prepare(fold, traits, words, costs, pairs, marks, parts, kinds, classes, masks, layout, points, /) -> capsule"},
    {"pairs", pairs_of, METH_VARARGS, "pairs(keys, values, /) -> capsule"},
    {"weigh", weigh, METH_VARARGS, "weigh(text, mentions, facts, prepared, pairs, joints, /) -> (outcomes, looks, breaks)"},
    {NULL, NULL, 0, NULL},
};

static int add_contract(PyObject *module) {
    return PyModule_AddIntConstant(module, "CONTRACT", 1); /* what compiled.py looks for: count on when a function changes */
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, add_contract}, {0, NULL}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_weighing", "See _weighing.c.", 0, functions, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__weighing(void) {
    return PyModuleDef_Init(&definition);
}
