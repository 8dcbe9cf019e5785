/* Which mentions need a closer look: the evidence of evidence.py on every name of a text, as context.py reads it, in one pass.

   What is evidence, and what it weighs, is declared in Python: cues.py has the patterns (positions.py makes tables of them),
   segmentation.tsv the words, evidence.py the weights. weighing.py puts all that into numbers for `prepare`, and
   `Decider.decide_slowly` says the same in plain Python, which is the oracle of the tests and serves where no compiler was.

   prepare(fold, traits, words, costs, pairs, marks, openers, classes, masks, layout, points) -> capsule
   pairs(keys, values) -> capsule
   weigh(text, mentions, facts, prepared, pairs) -> (outcomes, looks)

   `facts` has for the identity of a mention's owners what is known of the name, packed (struct Known). `outcomes` is a byte for
   each mention: 1 kept, 0 dropped, 2 to be looked at, 3 whose facts are not there yet. `looks`: for each of those to be looked
   at, its place, and what all evidence sums to but that of what follows the name (context.tail), or None where it was not read.
   Where a sum is so near to a bound that the order of additions could tell, the answer is to look.

   Nothing of a text is kept between calls. Limited API: one binary for Python 3.11 and later. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { BMP = 0x10000, FAR = 0xFFFF, ODD = 0xFFFE };
enum { BEFORE = 40, AFTER = 56, WIDE = 40, AHEAD = 24, AROUND = 4, LONGEST = 4, NAME_MOST = 16, NAME = 60, UNKNOWN = 68, NONE = 0xFFFF };
/* traits of characters, as weighing.py numbers them */
enum { HAN = 1, SURNAME = 2, SPELLING = 4, DOT = 8, OPENING = 16, CLOSING = 32, CLAUSE = 64, SIMPLIFIED = 128, TRADITIONAL = 256, REGION = 512 };
/* marks of pairs: inside a word; its first two characters; the beginning of what a longer name goes on with: a place, anything else */
enum { INSIDE = 1, PREFIX = 2, PLACE = 4, TAIL = 8 };
/* what is known of a name */
enum { SURE = 1, PLAIN = 2, IS_HAN = 4, FOREIGN = 8, IS_WORD = 16, HAS_LONGER = 32, ACRONYM = 64 };
enum { DROPPED = 0, KEPT = 1, LOOK = 2, UNMET = 3 };
enum { OTHER_AFTER, TICKER_AFTER, COMPANY_AFTER, AGENT_AFTER, COMPANY_BEFORE, LISTED_BEFORE, AGENT_BEFORE, SUBJECT, PATTERNS };
/* where in `points` what begins; weighing.py writes them in this order */
enum { THRESHOLD, FULL, BESIDE, TAIL_MOST, GIVEN, FOREIGN_NAME, REGION_POINTS, TITLE, QUOTED, CLAUSE_POINTS, AGENT, OF_PATTERNS,
       SUBJECTS = OF_PATTERNS + 5, CUT = SUBJECTS + 5, NEAR = CUT + 256, LONGER = NEAR + 24, POINTS = LONGER + 256 };

typedef struct { double points; uint8_t traits, length; } Known;
typedef struct { Py_ssize_t width, positions; const uint64_t *first, *last, *after, *by_class; } Pattern;
typedef struct { uint64_t *keys; uint8_t *values; uint64_t mask; } Set;

typedef struct {
    uint16_t fold[BMP], traits[BMP], classes[BMP];
    uint8_t *begins; /* for each class, the patterns that may begin with it */
    uint64_t *masks;
    Set words, pairs, openers;
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

static int marks(const Tables *tables, uint16_t one, uint16_t other) {
    return value_of(&tables->pairs, (uint64_t)one << 16 | other);
}

/* -- what is prepared ---------------------------------------------------------------------------------------------------- */

static void forget(Tables *tables) {
    Set *sets[] = {&tables->words, &tables->pairs, &tables->openers};
    for (int i = 0; i < 3; i++) {
        PyMem_Free(sets[i]->keys);
        PyMem_Free(sets[i]->values);
    }
    PyMem_Free(tables->begins);
    PyMem_Free(tables->masks);
    PyMem_Free(tables);
}

static void forget_capsule(PyObject *capsule) {
    forget(PyCapsule_GetPointer(capsule, "glossary.text._weighing"));
}

/* Where each pattern's sets lie, and which patterns may begin with which class. 0 if the layout does not fit. */
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
        for (Py_ssize_t kind = 0; kind < classes; kind++)
            for (Py_ssize_t k = 0; k < pattern->width; k++)
                if (pattern->first[k] & pattern->by_class[kind * pattern->width + k])
                    tables->begins[kind] |= (uint8_t)(1 << i);
    }
    return 1;
}

static const Py_ssize_t SIZES[] = {2 * BMP, 2 * BMP, 8, 1, 8, 1, 8, 2 * BMP, 8, 24 * PATTERNS, 8 * POINTS};
enum { FOLD, TRAITS, WORDS, COSTS, PAIRS, MARKS, OPENERS, CLASSES, MASKS, LAYOUT, NUMBERS, PARTS };

/* Are the parts of the sizes that they must have, and of multiples of them where they may be longer? */
static int fits(const Py_buffer *parts) {
    for (int i = 0; i < PARTS; i++) {
        int fixed = i == FOLD || i == TRAITS || i == CLASSES || i == LAYOUT || i == NUMBERS;
        if (fixed ? parts[i].len != SIZES[i] : parts[i].len % SIZES[i])
            return 0;
    }
    return parts[WORDS].len == 8 * parts[COSTS].len && parts[PAIRS].len == 8 * parts[MARKS].len;
}

static int fill_all(Tables *tables, const Py_buffer *parts) {
    Py_ssize_t classes = 0, openers = parts[OPENERS].len / 8;
    memcpy(tables->fold, parts[FOLD].buf, sizeof tables->fold);
    memcpy(tables->traits, parts[TRAITS].buf, sizeof tables->traits);
    memcpy(tables->classes, parts[CLASSES].buf, sizeof tables->classes);
    memcpy(tables->points, parts[NUMBERS].buf, sizeof tables->points);
    for (int i = 0; i < BMP; i++)
        classes = tables->classes[i] >= classes ? tables->classes[i] + 1 : classes;
    uint8_t *there = PyMem_Malloc((size_t)openers + 1);
    tables->begins = PyMem_Calloc((size_t)classes, 1);
    tables->masks = PyMem_Malloc((size_t)parts[MASKS].len + 1);
    if (there == NULL || tables->begins == NULL || tables->masks == NULL) {
        PyMem_Free(there);
        PyErr_NoMemory();
        return -1;
    }
    memset(there, 1, (size_t)openers + 1);
    memcpy(tables->masks, parts[MASKS].buf, (size_t)parts[MASKS].len);
    int failed = fill(&tables->words, parts[WORDS].buf, parts[COSTS].buf, parts[COSTS].len) < 0 ||
                 fill(&tables->pairs, parts[PAIRS].buf, parts[MARKS].buf, parts[MARKS].len) < 0 ||
                 fill(&tables->openers, parts[OPENERS].buf, there, openers) < 0;
    PyMem_Free(there);
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
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*y*y*y*y*y*:prepare", &parts[0], &parts[1], &parts[2], &parts[3], &parts[4], &parts[5],
                          &parts[6], &parts[7], &parts[8], &parts[9], &parts[10]))
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

/* How many characters a pattern takes that begins at `text` and goes on by `step`, at most `most`; 0 if it does not match. */
static Py_ssize_t matched(const Tables *tables, const Pattern *pattern, const uint16_t *text, int step, Py_ssize_t most) {
    uint64_t active[16], next[16];
    Py_ssize_t width = pattern->width;
    memcpy(next, pattern->first, (size_t)width * sizeof(uint64_t));
    for (Py_ssize_t taken = 0; taken < most; taken++, text += step) {
        const uint64_t *here = pattern->by_class + width * tables->classes[*text];
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
            for (uint64_t left = active[k], place = (uint64_t)k * 64; left; left >>= 1, place++)
                if (left & 1)
                    for (Py_ssize_t j = 0; j < width; j++)
                        next[j] |= pattern->after[place * (uint64_t)width + (uint64_t)j];
    }
    return 0;
}

static double of_patterns(const Window *window) {
    const Tables *tables = window->tables;
    const double *points = tables->points;
    double sum = 0;
    int agent = 0;
    int right = window->end < window->behind ? tables->begins[tables->classes[window->text[window->end]]] : 0;
    int left = window->start > window->first ? tables->begins[tables->classes[window->text[window->start - 1]]] : 0;
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
        if (tables->begins[tables->classes[around[at]]] >> SUBJECT & 1) {
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
        unsigned cost = value_of(&window->tables->words, packed(text + at, 1));
        run->costs[at][1] = cost ? cost : UNKNOWN;
        int longer = at + 1 < run->size && marks(window->tables, text[at], text[at + 1]) & PREFIX;
        for (Py_ssize_t n = 2; n <= LONGEST; n++) {
            cost = longer && at + n <= run->size ? value_of(&window->tables->words, packed(text + at, n)) : 0;
            run->costs[at][n] = cost ? cost : NONE;
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
    return last > first && value_of(&window->tables->words, packed(window->text + first, last - first)) != 0;
}

static double of_words(const Window *window) {
    const Tables *tables = window->tables;
    const uint16_t *text = window->text;
    Py_ssize_t left = 0, right = 0, start = window->start, end = window->end, size = window->known.length;
    while (left < AROUND && start - left > window->first && tables->traits[text[start - left - 1]] & HAN)
        left++;
    while (right < AROUND && end + right < window->behind && tables->traits[text[end + right]] & HAN)
        right++;
    double sum = of_run(window, left, right);
    int before = start > window->first ? tables->traits[text[start - 1]] : 0, after = end < window->behind ? tables->traits[text[end]] : 0;
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
    int before = window->start > window->first ? tables->traits[window->text[window->start - 1]] : CLAUSE;
    int after = window->end < window->behind ? tables->traits[window->text[window->end]] : 0;
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
        int traits = window->raw[at] < BMP ? window->tables->traits[window->raw[at]] : 0;
        simplified += (traits & SIMPLIFIED) != 0;
        traditional += (traits & TRADITIONAL) != 0;
    }
    return simplified > traditional ? window->tables->points[REGION_POINTS] : 0;
}

static int is_bracket(uint16_t character) {
    return character == '(' || character == 0xFF08;
}

/* Do two to eight Han characters stand in brackets at a place? */
static int is_bracketed(const Window *window, Py_ssize_t at, Py_ssize_t last) {
    Py_ssize_t size = 0;
    for (at++; at < last && window->tables->traits[window->text[at]] & HAN; at++)
        size++;
    return size >= 2 && size <= 8 && at < last && (window->text[at] == ')' || window->text[at] == 0xFF09);
}

/* The length of the longest place that begins at `at`, with the kind of region behind it; 0 for none. */
static Py_ssize_t place_at(const Window *window, Py_ssize_t at, Py_ssize_t last) {
    for (Py_ssize_t n = LONGEST; n > 1; n--)
        if (at + n <= last && value_of(&window->tables->openers, packed(window->text + at, n)))
            return n + (at + n < last && window->tables->traits[window->text[at + n]] & REGION ? 1 : 0);
    return 0;
}

/* May what follows the name make a longer one? Says no only where longer.tail says so. */
static int may_have_tail(const Window *window) {
    Py_ssize_t last = window->end + AHEAD < window->behind ? window->end + AHEAD : window->behind, at = window->end, size;
    if (at == last || (window->text[at] < 0x3400 && !is_bracket(window->text[at])))
        return 0;
    for (; at < last; at += size) {
        int pair = at + 1 < last ? marks(window->tables, window->text[at], window->text[at + 1]) : 0;
        if (pair & TAIL || (is_bracket(window->text[at]) && is_bracketed(window, at, last)))
            return 1;
        size = pair & PLACE ? place_at(window, at, last) : 0;
        if (size == 0)
            break;
    }
    for (; at + 1 < last; at++)
        if (window->text[at] == 0x6709 && window->text[at + 1] == 0x9650) /* 有限 */
            return 1;
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
    if (marks(tables, text[end], end + 1 < window->behind ? text[end + 1] : 0) & (PLACE | TAIL))
        return 0;
    last = last < window->behind ? last : window->behind;
    for (Py_ssize_t at = end; at + 1 < last; at++)
        if (window->raw[at] == 0x6709 && window->raw[at + 1] == 0x9650)
            return 0;
    return 1;
}

/* May the scanner find another name behind the first character of this one? `openers` of the index say. */
static int may_hold_another(const Window *window, const Set *openers) {
    for (Py_ssize_t at = window->start + 1; at < window->end && at + 1 < window->behind; at++)
        if (window->tables->traits[window->text[at + 1]] & HAN &&
            value_of(openers, (uint64_t)window->text[at] << 16 | window->text[at + 1]))
            return 1;
    return 0;
}

/* -- one mention --------------------------------------------------------------------------------------------------------- */

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
    return at < window->behind && ((window->raw[at] >= 'A' && window->raw[at] <= 'Z') || window->raw[at] == '&') ? LOOK : KEPT;
}

static int near(double sum, double bound) {
    return fabs(sum - bound) < 1e-9;
}

/* A name in Han characters. `sum`: all evidence but that of what follows; NAN where it was not read. */
static int judge_han(const Window *window, const Set *openers, double *sum) {
    const Tables *tables = window->tables;
    const double *points = tables->points;
    int traits = window->known.traits;
    if (window->end - window->start != window->known.length || window->known.length > NAME_MOST)
        return LOOK;
    for (Py_ssize_t at = window->start; at < window->end; at++)
        if (!(tables->traits[window->text[at]] & HAN))
            return LOOK;
    for (Py_ssize_t at = window->first; at < window->behind; at++)
        if (window->text[at] == ODD)
            return LOOK;
    if (traits & PLAIN && at_a_glance(window))
        return KEPT;
    double all = window->known.points + of_words(window) + of_patterns(window) + of_signs(window) + of_subject(window);
    *sum = all += traits & FOREIGN ? of_region(window) : 0;
    double saved = traits & HAS_LONGER ? points[FULL] : traits & FOREIGN ? 0 : points[BESIDE];
    int tail = may_have_tail(window);
    double most = all + (tail ? points[TAIL_MOST] : 0);
    if (traits & IS_WORD || near(all, points[THRESHOLD]) || near(most, points[THRESHOLD]) || near(most + saved, points[THRESHOLD]))
        return LOOK;
    if (most <= points[THRESHOLD])
        return most + saved > points[THRESHOLD] || may_hold_another(window, openers) ? LOOK : DROPPED;
    return tail ? LOOK : KEPT;
}

static int judge(Window *window, const Set *openers, double *sum) {
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
    PyObject *identity = PyLong_FromVoidPtr(PyTuple_GetItem(mention, 3));
    PyObject *known = identity ? PyDict_GetItemWithError(facts, identity) : NULL;
    Py_XDECREF(identity);
    if (known == NULL)
        return PyErr_Occurred() ? -1 : 0;
    if (!PyBytes_Check(known) || PyBytes_Size(known) != sizeof(Known)) {
        PyErr_SetString(PyExc_TypeError, "facts are bytes, as weighing.py packs them");
        return -1;
    }
    memcpy(&window->known, PyBytes_AsString(known), sizeof(Known));
    window->start = start;
    window->end = end;
    window->first = start > BEFORE ? start - BEFORE : 0;
    window->behind = read->length - end > AFTER ? end + AFTER : read->length;
    return 1;
}

static int note(PyObject *looks, Py_ssize_t place, double sum) {
    PyObject *one = isnan(sum) ? Py_BuildValue("nO", place, Py_None) : Py_BuildValue("nd", place, sum);
    int failed = one == NULL || PyList_Append(looks, one) < 0;
    Py_XDECREF(one);
    return failed ? -1 : 0;
}

/* Fills `outcomes` and `looks`. -1 with an exception. */
static int judge_all(const Text *read, const Set *openers, PyObject *mentions, PyObject *facts, char *outcomes, PyObject *looks) {
    Window window = {.tables = read->tables, .raw = read->raw, .text = read->text};
    Py_ssize_t count = PyList_Size(mentions);
    for (Py_ssize_t i = 0; i < count; i++) {
        double sum = NAN;
        int met = window_of(&window, read, PyList_GetItem(mentions, i), facts);
        if (met < 0)
            return -1;
        outcomes[i] = (char)(met ? judge(&window, openers, &sum) : UNMET);
        if (outcomes[i] == LOOK && note(looks, i, sum) < 0)
            return -1;
    }
    return 0;
}

static PyObject *weigh_text(Text *read, PyObject *text, const Set *openers, PyObject *mentions, PyObject *facts) {
    Py_ssize_t count = PyList_Size(mentions);
    char *outcomes = PyMem_Malloc((size_t)count + 1);
    PyObject *looks = PyList_New(0), *told = NULL;
    if (outcomes == NULL)
        PyErr_NoMemory();
    else if (looks != NULL && read_text(read, text) == 0 && judge_all(read, openers, mentions, facts, outcomes, looks) == 0)
        told = Py_BuildValue("y#O", outcomes, count, looks);
    Py_XDECREF(looks);
    PyMem_Free(outcomes);
    PyMem_Free(read->raw);
    PyMem_Free(read->text);
    return told;
}

static PyObject *weigh(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *text, *mentions, *facts, *capsule, *of_index;
    if (!PyArg_ParseTuple(args, "UO!O!OO:weigh", &text, &PyList_Type, &mentions, &PyDict_Type, &facts, &capsule, &of_index))
        return NULL;
    Text read = {PyCapsule_GetPointer(capsule, "glossary.text._weighing"), NULL, NULL, 0};
    const Set *openers = PyCapsule_GetPointer(of_index, "glossary.text._weighing.pairs");
    if (read.tables == NULL || openers == NULL)
        return NULL;
    return weigh_text(&read, text, openers, mentions, facts);
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
    {"prepare", prepare, METH_VARARGS, "prepare(fold, traits, words, costs, pairs, marks, openers, classes, masks, layout, points, /) -> capsule"},
    {"pairs", pairs_of, METH_VARARGS, "pairs(keys, values, /) -> capsule"},
    {"weigh", weigh, METH_VARARGS, "weigh(text, mentions, facts, prepared, pairs, /) -> (outcomes, looks)"},
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
