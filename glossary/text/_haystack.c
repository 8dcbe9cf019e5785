/* Text made ready for the matcher, and its hits made into mentions: what haystack.py and scanner.py say in Python, which is
   the oracle of the tests, and serves where no compiler was at hand. Limited API: one binary for Python 3.11 and later.

   spell(text, table, hidden) -> (haystack, starts, sign) or None

   `table` is the table of haystack.py, of 32 bits an entry: for each code point the code of what it folds to. In an entry
   with the highest bit set, seven bits say to how many codes it folds, and the rest where in the table these lie; if that
   is outside, the character was not met yet or depends on its neighbours, and the answer is None: numpy does the work.
   `hidden` is a list of spans (start, end) of the text, in code points, that become unreadable.

   The haystack is the str to search. `starts` is None if it has one character for each of the text, or else bytes: for each
   of its characters the place in the text of the one it comes from, a Py_ssize_t. `sign` says that an address may be in
   the text: @ or // or www. is there.

   mentions(type, text, hits, owners) -> list

   For each hit (start, end, pattern), in order, an instance of `type`, a class derived from tuple:
   (start, end, text[start:end], owners[pattern]). Raises KeyError for a pattern that `owners` does not have.

   Nothing is kept between calls, and the GIL is held throughout. A str is immutable and an exported buffer keeps its size,
   so that an index checked once stays good. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

typedef uint32_t Code;

enum { INITIAL = 0x100, FINAL = 0x80, DOT = 0xE02E, DOT_IN_WORD = 0x2E | INITIAL | FINAL, REPLACEMENT = 0xFFFD };
enum { CODE_POINTS = 0x110000, ROOM_BEHIND = 3 };
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
   What lies behind the text, ROOM_BEHIND items, is overwritten. */
static int has_sign(Code *text, Py_ssize_t length) {
    Code found = 0;
    for (int i = 0; i < ROOM_BEHIND; i++)
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

/* Makes spans of the text unreadable. -1 with an exception. */
static int hide(Spelling *spelling, PyObject *hidden) {
    Py_ssize_t start, end, count = PyList_Size(hidden);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *span = PySequence_GetItem(hidden, i);
        int read = span != NULL && PyArg_ParseTuple(span, "nn;a span is a tuple (start, end)", &start, &end);
        Py_XDECREF(span);
        if (!read)
            return -1;
        start = place_of(spelling, start);
        end = place_of(spelling, end);
        for (; start < end; start++)
            spelling->codes[start] = REPLACEMENT;
    }
    return 0;
}

/* A full stop between two characters of words is one too. */
static void join_dots(Code *codes, Py_ssize_t length) {
    for (Py_ssize_t i = 1; i + 1 < length; i++)
        if (codes[i] == DOT && is_word(codes[i - 1]) && is_word(codes[i + 1]))
            codes[i] = DOT_IN_WORD;
}

/* Joins the characters of a word: whoever stands after one loses INITIAL, whoever stands before one loses FINAL.
   What lies behind the codes, one item, is overwritten. */
static void join(Code *codes, Code *joined, Py_ssize_t length) {
    codes[length] = REPLACEMENT; /* no word goes on there */
    if (length > 0)
        joined[0] = codes[0] - (is_word(codes[0]) & is_word(codes[1])) * FINAL;
    for (Py_ssize_t i = 1; i < length; i++) {
        Code after = is_word(codes[i - 1]) & is_word(codes[i]), before = is_word(codes[i]) & is_word(codes[i + 1]);
        joined[i] = codes[i] - after * INITIAL - before * FINAL;
    }
}

static PyObject *as_str(const Code *codes, Py_ssize_t length) {
    int native = PY_BIG_ENDIAN ? 1 : -1; /* the byte order; 0 would eat a U+FEFF */
    if (sizeof(wchar_t) == sizeof(Code))
        return PyUnicode_FromWideChar((const wchar_t *)codes, length);
    return PyUnicode_DecodeUTF32((const char *)codes, length * (Py_ssize_t)sizeof(Code), NULL, &native);
}

/* The answer; `room` is for as many codes as the spelling has. NULL with an exception. */
static PyObject *answer(const Spelling *spelling, Code *room, int sign) {
    Py_ssize_t length = spelling->length;
    const char *places = (const char *)spelling->starts;
    join_dots(spelling->codes, length);
    join(spelling->codes, room, length);
    PyObject *told = NULL, *text = as_str(room, length);
    PyObject *starts = places ? PyBytes_FromStringAndSize(places, length * (Py_ssize_t)sizeof(Py_ssize_t)) : Py_NewRef(Py_None);
    if (text != NULL && starts != NULL)
        told = PyTuple_Pack(3, text, starts, sign ? Py_True : Py_False);
    Py_XDECREF(text);
    Py_XDECREF(starts);
    return told;
}

/* Looks the text up, by way of `room`. 1: done; 0: the table does not say; -1 with an exception. */
static int read_text(Spelling *spelling, Code *room, int *sign, PyObject *text, const Table *table) {
    if (spelling->length && PyUnicode_AsUCS4(text, room, spelling->length, 0) == NULL)
        return -1;
    *sign = has_sign(room, spelling->length);
    return look_up(room, spelling->codes, spelling->length, table->entries) & OTHER_LENGTH ? take_apart(spelling, table) : 1;
}

static PyObject *spell_by(PyObject *text, const Table *table, PyObject *hidden) {
    Spelling spelling = {NULL, NULL, PyUnicode_GetLength(text)};
    PyObject *told = NULL;
    int sign = 0, done = -1;
    Code *room = allocate(spelling.length, sizeof(Code));
    if (room != NULL && (spelling.codes = allocate(spelling.length, sizeof(Code))) != NULL)
        done = read_text(&spelling, room, &sign, text, table);
    if (done == 1 && spelling.starts != NULL) { /* it may be longer now */
        PyMem_Free(room);
        room = allocate(spelling.length, sizeof(Code));
    }
    if (done == 1 && room != NULL && hide(&spelling, hidden) == 0)
        told = answer(&spelling, room, sign);
    PyMem_Free(room);
    PyMem_Free(spelling.codes);
    PyMem_Free(spelling.starts);
    return done == 0 ? Py_NewRef(Py_None) : told;
}

static PyObject *spell(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *text, *table, *hidden, *told = NULL;
    Py_buffer view;
    if (!PyArg_ParseTuple(args, "UOO!:spell", &text, &table, &PyList_Type, &hidden))
        return NULL;
    if (PyObject_GetBuffer(table, &view, PyBUF_SIMPLE) < 0)
        return NULL;
    Table entries = {view.buf, view.len / (Py_ssize_t)sizeof(Code)};
    if (entries.length < CODE_POINTS || (uintptr_t)view.buf % sizeof(Code))
        PyErr_SetString(PyExc_ValueError, "the table is too short, or does not lie at a multiple of four bytes");
    else
        told = spell_by(text, &entries, hidden);
    PyBuffer_Release(&view);
    return told;
}

/* One mention, made by `make`: tuple.__new__ itself. NULL with an exception. */
static PyObject *mention(newfunc make, PyObject *type, PyObject *text, PyObject *hit, PyObject *owners) {
    if (!PyTuple_Check(hit) || PyTuple_Size(hit) != 3) {
        PyErr_SetString(PyExc_TypeError, "a hit is a tuple (start, end, pattern)");
        return NULL;
    }
    PyObject *start = PyTuple_GetItem(hit, 0), *end = PyTuple_GetItem(hit, 1), *pattern = PyTuple_GetItem(hit, 2);
    Py_ssize_t first = PyLong_AsSsize_t(start), last = first == -1 && PyErr_Occurred() ? -1 : PyLong_AsSsize_t(end);
    if ((first == -1 || last == -1) && PyErr_Occurred())
        return NULL;
    PyObject *owner = Py_XNewRef(PyDict_GetItemWithError(owners, pattern));
    if (owner == NULL) {
        if (!PyErr_Occurred())
            PyErr_SetObject(PyExc_KeyError, pattern);
        return NULL;
    }
    PyObject *part = PyUnicode_Substring(text, first, last);
    PyObject *fields = part ? PyTuple_Pack(4, start, end, part, owner) : NULL;
    PyObject *packed = fields ? PyTuple_Pack(1, fields) : NULL;
    PyObject *made = packed ? make((PyTypeObject *)type, packed, NULL) : NULL;
    Py_XDECREF(packed);
    Py_XDECREF(fields);
    Py_XDECREF(part);
    Py_DECREF(owner);
    return made;
}

static PyObject *mentions(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *type, *text, *hits, *owners;
    if (!PyArg_ParseTuple(args, "O!UO!O!:mentions", &PyType_Type, &type, &text, &PyList_Type, &hits, &PyDict_Type, &owners))
        return NULL;
    if (!PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "mentions are tuples");
        return NULL;
    }
    newfunc make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
    Py_ssize_t count = PyList_Size(hits);
    PyObject *made = make ? PyList_New(count) : NULL;
    for (Py_ssize_t i = 0; made && i < count; i++) {
        PyObject *hit = PySequence_GetItem(hits, i);
        PyObject *one = hit ? mention(make, type, text, hit, owners) : NULL;
        Py_XDECREF(hit);
        if (one == NULL || PyList_SetItem(made, i, one) < 0)
            Py_CLEAR(made);
    }
    return made;
}

static PyMethodDef functions[] = {
    {"spell", spell, METH_VARARGS, "spell(text, table, hidden, /) -> (haystack, starts, sign) or None"},
    {"mentions", mentions, METH_VARARGS, "mentions(type, text, hits, owners, /) -> list"},
    {NULL, NULL, 0, NULL},
};

static int add_contract(PyObject *module) {
    return PyModule_AddIntConstant(module, "CONTRACT", 1); /* what compiled.py looks for: count on when a function changes */
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, add_contract}, {0, NULL}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_haystack", "See _haystack.c.", 0, functions, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__haystack(void) {
    return PyModuleDef_Init(&definition);
}
