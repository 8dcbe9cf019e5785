/* A text's characters made codes, with word borders spelt into them: haystack.py says what they mean. Part of _haystack.c. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t Code;

enum { INITIAL = 0x100, FINAL = 0x80, DOT = 0xE02E, DOT_IN_WORD = 0x2E | INITIAL | FINAL, REPLACEMENT = 0xFFFD };
enum { CODE_POINTS = 0x110000, ROOM_BEHIND = 12 };
#define OTHER_LENGTH 0x80000000u

typedef struct {
    const Code *entries;
    Py_ssize_t length;
} Table;

/* The codes of a text on their way to a haystack. `starts` is NULL if each comes from the character at its own place. */
typedef struct {
    Code *codes;
    Py_ssize_t *starts;
    Py_ssize_t length;
} Spelling;

static Code is_word(Code code) {
    return (code < 0x1800) | (code - 0x40000u < 0x80000u);
}

/* Room for `count` items of `size` bytes and ROOM_BEHIND more. NULL with MemoryError. */
static void *allocate(int64_t count, size_t size) {
    void *memory = count > PY_SSIZE_T_MAX / 8 - ROOM_BEHIND ? NULL : PyMem_Malloc((size_t)(count + ROOM_BEHIND) * size);
    if (memory == NULL)
        PyErr_NoMemory();
    return memory;
}

/* May an address be in the text: is @ or // or www. there? (Without branches, so that compilers do several at once.)
   What lies behind the text, as far as a `www.` reaches, is overwritten. */
static int has_sign(Code *text, Py_ssize_t length) {
    Code found = 0;
    for (int i = 0; i < 3; i++)
        text[length + i] = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        Code www = ((text[i] | 0x20) == 'w') & ((text[i + 1] | 0x20) == 'w') & ((text[i + 2] | 0x20) == 'w') & (text[i + 3] == '.');
        found |= (text[i] == '@') | ((text[i] == '/') & (text[i + 1] == '/')) | www;
    }
    return found != 0;
}

/* The entry of each character. Returns the bits that any of them has. */
static Code look_up(const Code *text, Code *codes, Py_ssize_t length, const Code *entries) {
    Code seen = 0;
    for (Py_ssize_t i = 0; i < length; i++)
        seen |= codes[i] = entries[text[i]];
    return seen;
}

/* How many codes an entry stands for, and where they lie; -1 if the table does not say. */
static Py_ssize_t parts_of(const Table *table, const Code *entry, const Code **parts) {
    Py_ssize_t place = *entry & 0xFFFFFF, count = *entry >> 24 & 0x7F;
    *parts = entry;
    if (!(*entry & OTHER_LENGTH))
        return 1;
    if (place + count > table->length)
        return -1;
    *parts = table->entries + place;
    return count;
}

/* Puts codes in the place of entries of another length. 1: done; 0: the table does not say; -1 with MemoryError. */
static int take_apart(Spelling *spelling, const Table *table) {
    const Code *parts;
    Spelling apart = {NULL, NULL, 0};
    int64_t length = 0;
    for (Py_ssize_t i = 0; i < spelling->length; i++) {
        Py_ssize_t count = parts_of(table, &spelling->codes[i], &parts);
        if (count < 0)
            return 0;
        length += count;
    }
    if ((apart.codes = allocate(length, sizeof(Code))) == NULL)
        return -1;
    if ((apart.starts = allocate(length, sizeof(Py_ssize_t))) == NULL) {
        PyMem_Free(apart.codes);
        return -1;
    }
    for (Py_ssize_t i = 0; i < spelling->length; i++) {
        Py_ssize_t count = parts_of(table, &spelling->codes[i], &parts);
        for (Py_ssize_t k = 0; k < count; k++, apart.length++) {
            apart.codes[apart.length] = parts[k];
            apart.starts[apart.length] = i;
        }
    }
    PyMem_Free(spelling->codes);
    *spelling = apart;
    return 1;
}

/* The first place of the spelling that comes from `start` in the text or from behind it. */
static Py_ssize_t place_of(const Spelling *spelling, Py_ssize_t start) {
    Py_ssize_t low = 0, high = spelling->length;
    if (spelling->starts == NULL)
        return start < 0 ? 0 : start < high ? start : high;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (spelling->starts[middle] < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* One of the two places of a span; what is beyond all places is the last. */
static Py_ssize_t item_of(PyObject *span, Py_ssize_t which) {
    if (!PyTuple_Check(span) || PyTuple_Size(span) != 2) {
        PyErr_SetString(PyExc_TypeError, "a span is a tuple (start, end)");
        return -1;
    }
    return PyNumber_AsSsize_t(PyTuple_GetItem(span, which), NULL);
}

/* Makes spans of the text unreadable. -1 with an exception. */
static int hide(Spelling *spelling, PyObject *hidden) {
    Py_ssize_t count = PyList_Size(hidden);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *span = PySequence_GetItem(hidden, i);
        Py_ssize_t start = span == NULL ? -1 : item_of(span, 0), end = PyErr_Occurred() ? -1 : item_of(span, 1);
        Py_XDECREF(span);
        if (PyErr_Occurred())
            return -1;
        start = place_of(spelling, start);
        end = place_of(spelling, end);
        for (; start < end; start++)
            spelling->codes[start] = REPLACEMENT;
    }
    return 0;
}

/* Spells a full stop between two characters of words as one too. What lies behind the codes, one item, is overwritten. */
static void join_dots(Code *restrict codes, Code *restrict spelt, Py_ssize_t length) {
    codes[length] = REPLACEMENT; /* no word goes on there */
    if (length > 0)
        spelt[0] = codes[0];
    for (Py_ssize_t i = 1; i < length; i++) {
        Code joined = (codes[i] == DOT) & is_word(codes[i - 1]) & is_word(codes[i + 1]);
        spelt[i] = codes[i] - joined * (DOT - DOT_IN_WORD);
    }
}

/* Joins the characters of a word: whoever stands after one loses INITIAL, whoever stands before one loses FINAL. Likewise. */
static void join(Code *restrict codes, Code *restrict joined, Py_ssize_t length) {
    codes[length] = REPLACEMENT;
    if (length > 0)
        joined[0] = codes[0] - (is_word(codes[0]) & is_word(codes[1])) * FINAL;
    for (Py_ssize_t i = 1; i < length; i++) {
        Code after = is_word(codes[i - 1]) & is_word(codes[i]), before = is_word(codes[i]) & is_word(codes[i + 1]);
        joined[i] = codes[i] - after * INITIAL - before * FINAL;
    }
}
