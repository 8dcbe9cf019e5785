/* What _weighing.c knows of characters, words and patterns: numbers, and how Python hands them over. Part of _weighing.c. */

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
       NO_FORM = 2048, LOCATIVE = 4096, BETWEEN = 8192, NO_WORD = 16384, UNIT_OF_TIME = 32768 };
/* marks of pairs: inside a word; the beginning of what a longer name goes on with */
enum { INSIDE = 1, TAIL = 4 };
/* what a longer name goes on with; an industry that is loose is frequent in sentences too, and a place of names stands in brackets */
enum { FORM = 1, ORGANISATION = 2, GROUP = 4, INDUSTRY = 8, LOOSE = 16, PLACE = 32, LATIN = 64, PLACE_OF_NAMES = 128, COMPANY = 256, UNREAD = 512 };
enum { FORM_MOST = 10, PART_MOST = 6, UNKNOWN_MOST = 3, IS_NAME = 128 };
/* what is known of a name */
enum { SURE = 1, PLAIN = 2, IS_HAN = 4, FOREIGN = 8, IS_WORD = 16, HAS_LONGER = 32, IS_PLACE = 64, LOOKED_AT = 128, NEEDS_NONE = 256, SMALL = 512,
       TERM = 1024, IS_OPEN = 2048 };
enum { DROPPED = 0, KEPT = 1, LOOK = 2, UNMET = 3 };
enum { HOLDS = 1, IS_DROPPED = 2, IS_LONGER = 4 };
enum { STREET_AFTER, OTHER_AFTER, TICKER_AFTER, COMPANY_AFTER, AGENT_AFTER, COMPANY_BEFORE, LISTED_BEFORE, AGENT_BEFORE, SUBJECT, NOT_A_GROUP, NOT_A_FORM,
       MAYBE_VERB, PATTERNS };
/* where in `points` what begins; weighing.py writes them in this order */
enum { THRESHOLD, FULL, BESIDE, LISTED, MANY, DOCUMENT_MOST, INDUSTRY_AFTER, FORM_AFTER, GIVEN, FOREIGN_NAME, REGION_POINTS, TITLE, QUOTED, CLAUSE_POINTS, ON_IT, AGENT,
       OF_PATTERNS, SUBJECTS = OF_PATTERNS + 6, CUT = SUBJECTS + 5, NEAR = CUT + 256, LONGER = NEAR + 24, POINTS = LONGER + 256 };

typedef struct { double points; uint16_t traits; uint8_t length, unused; uint32_t group; } Known; /* sixteen bytes */
typedef struct { Py_ssize_t width, positions; const uint64_t *first, *last, *after, *by_class; } Pattern;
/* `bits`: eight for each place in it, one of which is set for each key. Most keys that are asked for are not there, and these say so from
   memory that lies near. */
typedef struct { uint64_t *keys; uint8_t *values; uint8_t *bits; uint64_t mask; } Set;
/* A character: what it is, the patterns that may begin with it, its class in patterns, what it costs as a word, 0 if it is none. */
typedef struct { uint16_t traits, begins, class; uint8_t alone, unused; } Character;
/* A pair of characters: what marks it has, what it costs as a word, 0 if it is none, and a bit for each eighth of the characters
   that follow it in words of three characters and of four. Eight bytes: one look into memory. */
typedef struct { uint16_t one, other; uint8_t marks, cost, thirds[2]; } Pair;
typedef struct { Pair *pairs; uint8_t *bits; uint64_t mask; } Pairs; /* `bits` as in a set */

/* A character beyond the first 65,536 that folds to one of them. */
typedef struct { uint32_t source, target; } Rare;

typedef struct {
    uint16_t fold[BMP];
    Rare *rare; /* by source */
    Py_ssize_t rare_count;
    Character of[BMP];
    uint64_t *masks;
    Set words, parts; /* words of three characters and four; what a longer name goes on with */
    Pairs pairs;
    Pattern patterns[PATTERNS];
    double points[POINTS];
} Tables;

/* A mention of the text: where, whose, and what is known of its name, if that was `met`. `ids`: NULL before they are asked for. */
typedef struct {
    Py_ssize_t start, end;
    PyObject *owners, *ids; /* borrowed of the mention, and of its owners */
    Known known;
    int met;
} Seen;

/* A name where it stands. Places count in the text; `first` and `behind` bound the window. */
typedef struct {
    const Tables *tables;
    const Py_UCS4 *raw;
    const uint16_t *text;
    Py_ssize_t start, end, first, behind;
    Known known;
    Seen *all; /* the mentions of the text */
    Py_ssize_t count, place; /* how many there are, and which this is */
    const char *outcomes;    /* of those before it */
    int has_paragraphs;      /* is an empty line in the text? */
    int companies;           /* how many companies all of them name for sure, at most MET; -1 before that is asked */
    /* said: may another name lie in it, and is it dropped where none does; is it sure to be a part of a longer name; what follows it and
       how long that is; how much before it belongs to the longer name */
    int holds, is_dropped, is_longer, tail;
    Py_ssize_t behind_name, before_name;
} Window;

/* -- sets of packed characters ------------------------------------------------------------------------------------------- */

static uint64_t mixed(uint64_t key) {
    key *= 0x9E3779B97F4A7C15u;
    return key ^ key >> 29;
}

/* Where the bit of a key with this hash lies. */
static uint8_t *bits_at(uint8_t *bits, uint64_t mask, uint64_t hash, uint8_t *bit) {
    uint64_t at = hash >> 30 & (8 * mask + 7);
    *bit = (uint8_t)(1 << (at & 7));
    return bits + (at >> 3);
}

/* The value of a key, 0 if the set has it not. No key is 0, and no value. */
static uint8_t value_of(const Set *set, uint64_t key) {
    uint8_t bit;
    uint64_t hash = mixed(key), at = hash & set->mask;
    if (!(*bits_at(set->bits, set->mask, hash, &bit) & bit))
        return 0;
    while (set->keys[at] && set->keys[at] != key)
        at = (at + 1) & set->mask;
    return set->keys[at] ? set->values[at] : 0;
}

/* Fills a set with the keys from `least` on, which is not 0; the values of equal keys are joined. -1 with MemoryError. */
static int fill(Set *set, const uint64_t *keys, const uint8_t *values, Py_ssize_t count, uint64_t least) {
    uint64_t size = 16, some = 0;
    for (Py_ssize_t i = 0; i < count; i++)
        some += keys[i] >= least;
    while (size < 2 * some)
        size *= 2;
    set->mask = size - 1;
    set->keys = PyMem_Calloc(size, sizeof(uint64_t));
    set->values = PyMem_Calloc(size, 1);
    set->bits = PyMem_Calloc(size, 1);
    if (set->keys == NULL || set->values == NULL || set->bits == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        uint8_t bit;
        uint64_t hash = mixed(keys[i]), at = hash & set->mask;
        if (keys[i] < least)
            continue;
        *bits_at(set->bits, set->mask, hash, &bit) |= bit;
        while (set->keys[at] && set->keys[at] != keys[i])
            at = (at + 1) & set->mask;
        set->keys[at] = keys[i];
        set->values[at] |= values[i];
    }
    return 0;
}

static void forget_set(const Set *set) {
    PyMem_Free(set->keys);
    PyMem_Free(set->values);
    PyMem_Free(set->bits);
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
    uint8_t bit;
    uint64_t hash = mixed((uint64_t)one << 16 | other), at = hash & tables->pairs.mask;
    if (!(*bits_at(tables->pairs.bits, tables->pairs.mask, hash, &bit) & bit))
        return (Pair){0};
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
    uint8_t bit;
    uint64_t hash = mixed((uint64_t)one << 16 | other), at = hash & pairs->mask;
    *bits_at(pairs->bits, pairs->mask, hash, &bit) |= bit;
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
    while (4 * size < 5 * (uint64_t)values->len) /* most come twice */
        size *= 2;
    pairs->mask = size - 1;
    pairs->pairs = PyMem_Calloc(size, sizeof(Pair));
    pairs->bits = PyMem_Calloc(size, 1);
    if (pairs->pairs == NULL || pairs->bits == NULL) {
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
    for (int i = 0; i < 2; i++)
        forget_set(sets[i]);
    PyMem_Free(tables->pairs.pairs);
    PyMem_Free(tables->pairs.bits);
    PyMem_Free(tables->masks);
    PyMem_Free(tables->rare);
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

static const Py_ssize_t SIZES[] = {2 * BMP, sizeof(Rare), 2 * BMP, 8, 1, 8, 1, 8, 1, 2 * BMP, 8, 24 * PATTERNS, 8 * POINTS};
enum { FOLD, RARE, TRAITS, WORDS, COSTS, PAIRS, MARKS, NAMES, KINDS, CLASSES, MASKS, LAYOUT, NUMBERS, PARTS };

/* Do the parts lie where numbers may lie, and are they of the sizes that they must have, or of multiples of them where they may be longer? */
static int fits(const Py_buffer *parts) {
    for (int i = 0; i < PARTS; i++) {
        int fixed = i == FOLD || i == TRAITS || i == CLASSES || i == LAYOUT || i == NUMBERS;
        if ((uintptr_t)parts[i].buf % 8 || (fixed ? parts[i].len != SIZES[i] : parts[i].len % SIZES[i]))
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
    tables->rare = PyMem_Malloc((size_t)parts[RARE].len + 1);
    if (tables->masks == NULL || tables->rare == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(tables->masks, parts[MASKS].buf, (size_t)parts[MASKS].len);
    memcpy(tables->rare, parts[RARE].buf, (size_t)parts[RARE].len);
    tables->rare_count = parts[RARE].len / (Py_ssize_t)sizeof(Rare);
    for (Py_ssize_t i = 0; i < parts[COSTS].len; i++)
        if (((uint64_t *)parts[WORDS].buf)[i] < BMP)
            tables->of[((uint64_t *)parts[WORDS].buf)[i]].alone = ((uint8_t *)parts[COSTS].buf)[i];
    int failed = fill(&tables->words, parts[WORDS].buf, parts[COSTS].buf, parts[COSTS].len, (uint64_t)1 << 32) < 0 ||
                 fill_pairs(&tables->pairs, &parts[PAIRS], &parts[MARKS], &parts[WORDS], &parts[COSTS]) < 0 ||
                 fill(&tables->parts, parts[NAMES].buf, parts[KINDS].buf, parts[KINDS].len, 1) < 0;
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
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*y*y*y*y*y*y*y*:prepare", &parts[0], &parts[1], &parts[2], &parts[3], &parts[4], &parts[5],
                          &parts[6], &parts[7], &parts[8], &parts[9], &parts[10], &parts[11], &parts[12]))
        return NULL;
    Tables *tables = PyMem_Calloc(1, sizeof(Tables));
    if (tables == NULL)
        PyErr_NoMemory();
    else if (!fits(parts))
        PyErr_SetString(PyExc_ValueError, "a table has not the size it must have, or lies at an odd place");
    else if (fill_all(tables, parts) == 0)
        capsule = PyCapsule_New(tables, "glossary.text._weighing", forget_capsule);
    if (capsule == NULL && tables != NULL)
        forget(tables);
    for (int i = 0; i < PARTS; i++)
        PyBuffer_Release(&parts[i]);
    return capsule;
}
