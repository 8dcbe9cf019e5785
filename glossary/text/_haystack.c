/* Text made ready for the matcher, searched, and what is found made into mentions: what haystack.py, matcher.py and scanner.py say in
   Python, which is the oracle of the tests, and serves where no compiler was at hand. Limited API: one binary for Python 3.11 and later.

   spell(text, table, hidden) -> (haystack, starts, sign) or None

   `table` is the table of haystack.py, of 32 bits an entry: for each code point the code of what it folds to. In an entry
   with the highest bit set, seven bits say to how many codes it folds, and the rest where in the table these lie; if that
   is outside, the character was not met yet or depends on its neighbours, and the answer is None: numpy does the work.
   `hidden` is a list of spans (start, end) of the text, in code points, that become unreadable.

   The haystack is the str to search. `starts` is None if it has one character for each of the text, or else bytes: for each
   of its characters the place in the text of the one it comes from, a Py_ssize_t. `sign` says that an address may be in
   the text: @ or // or www. is there.

   matcher(codes, ends) -> capsule

   Patterns in ascending order, each once: the codes of all, and where each of them ends, numbers of 32 bits. Their buffers are held
   as long as the capsule lives, and must not change. Raises ValueError.

   match(haystack, matcher) -> hits
   search(text, table, hidden, matcher, looks) -> (hits, sign) or None

   Hits are the leftmost longest patterns in bytes: start, end, and the number of the pattern, counted from 0, in 64 bits each. Those
   of `match` count in the haystack, those of `search` in the text: it spells and matches in one go, and its hits are None
   where one begins or ends between two codes of the same character, and where it `looks` for a sign and finds one.

   mentions(type, text, hits, owners, met) -> (list, places)

   For each hit, in order, an instance of `type`, a class derived from tuple: (start, end, text[start:end], owners[pattern]). `met` has
   a byte for each pattern: 0 raises KeyError, and with more than 1 the place of the mention is among `places`.

   Nothing is kept between calls but in a matcher, and the GIL is held throughout. A str is immutable and an exported buffer keeps
   its size, so that an index checked once stays good. */

#include "_spelling.h"

#include "_matching.h"

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
    PyObject *told = NULL, *text = as_str(room, length);
    PyObject *starts = places ? PyBytes_FromStringAndSize(places, length * (Py_ssize_t)sizeof(Py_ssize_t)) : Py_NewRef(Py_None);
    if (text != NULL && starts != NULL)
        told = PyTuple_Pack(3, text, starts, sign ? Py_True : Py_False);
    Py_XDECREF(text);
    Py_XDECREF(starts);
    return told;
}

/* Reads the text into `room`; both are to be freed, and what the spelling holds. -1 with an exception. */
static int read_text(Spelling *spelling, Code **room, PyObject *text) {
    *room = allocate(spelling->length, sizeof(Code));
    spelling->codes = *room ? allocate(spelling->length, sizeof(Code)) : NULL;
    return spelling->codes && (spelling->length == 0 || PyUnicode_AsUCS4(text, *room, spelling->length, 0)) ? 0 : -1;
}

/* Spells what lies in `room`, and puts the joined codes in its place. 1: done; 0: the table does not say; -1 with an exception. */
static int spell_all(Spelling *spelling, Code **room, const Table *table, PyObject *hidden) {
    int done = look_up(*room, spelling->codes, spelling->length, table->entries) & OTHER_LENGTH ? take_apart(spelling, table) : 1;
    if (done == 1 && spelling->starts != NULL) { /* it may be longer now */
        PyMem_Free(*room);
        *room = allocate(spelling->length, sizeof(Code));
    }
    if (done < 1)
        return done;
    if (*room == NULL || hide(spelling, hidden) < 0)
        return -1;
    join_dots(spelling->codes, *room, spelling->length);
    join(*room, spelling->codes, spelling->length);
    Code *joined = spelling->codes;
    spelling->codes = *room;
    *room = joined;
    return 1;
}

/* Where in the text a hit in its spelling lies. 0 if it begins or ends inside of a character. */
static int is_placed(const Spelling *spelling, Hit *hit) {
    const Py_ssize_t *starts = spelling->starts;
    if (starts == NULL)
        return 1;
    if ((hit->start > 0 && starts[hit->start - 1] == starts[hit->start]) ||
        (hit->end < spelling->length && starts[hit->end] == starts[hit->end - 1]))
        return 0;
    hit->start = starts[hit->start];
    hit->end = starts[hit->end - 1] + 1;
    return 1;
}

static PyObject *as_bytes(const Hits *found) {
    return PyBytes_FromStringAndSize((const char *)found->hits, found->count * (Py_ssize_t)sizeof(Hit));
}

/* What `search` answers of a text that is spelt. NULL with an exception. */
static PyObject *answer_hits(const Spelling *spelling, Code *room, const Matcher *matcher) {
    Hits found = {NULL, 0, 0};
    PyObject *told = NULL, *hits = NULL;
    if (match_all(matcher, room, spelling->length, &found) == 0) {
        int placed = 1;
        for (Py_ssize_t i = 0; i < found.count && placed; i++)
            placed = is_placed(spelling, found.hits + i);
        hits = placed ? as_bytes(&found) : Py_NewRef(Py_None);
    }
    if (hits != NULL)
        told = PyTuple_Pack(2, hits, Py_False);
    Py_XDECREF(hits);
    PyMem_Free(found.hits);
    return told;
}

/* What `spell` answers where `matcher` is NULL, or else `search`. */
static PyObject *spell_by(PyObject *text, const Table *table, PyObject *hidden, const Matcher *matcher, int looks) {
    Spelling spelling = {NULL, NULL, PyUnicode_GetLength(text)};
    Code *room = NULL;
    PyObject *told = NULL;
    int done = read_text(&spelling, &room, text), sign = done == 0 && looks && has_sign(room, spelling.length);
    if (sign && matcher)
        told = PyTuple_Pack(2, Py_None, Py_True);
    else if (done == 0) {
        done = spell_all(&spelling, &room, table, hidden);
        if (done == 1)
            told = matcher ? answer_hits(&spelling, room, matcher) : answer(&spelling, room, sign);
        else if (done == 0)
            told = Py_NewRef(Py_None);
    }
    PyMem_Free(room);
    PyMem_Free(spelling.codes);
    PyMem_Free(spelling.starts);
    return told;
}

/* The same by a table that is looked at. */
static PyObject *spell_with(PyObject *text, PyObject *table, PyObject *hidden, const Matcher *matcher, int looks) {
    PyObject *told = NULL;
    Py_buffer view;
    if (PyObject_GetBuffer(table, &view, PyBUF_SIMPLE) < 0)
        return NULL;
    Table entries = {view.buf, view.len / (Py_ssize_t)sizeof(Code)};
    if (entries.length < CODE_POINTS || (uintptr_t)view.buf % sizeof(Code))
        PyErr_SetString(PyExc_ValueError, "the table is too short, or does not lie at a multiple of four bytes");
    else
        told = spell_by(text, &entries, hidden, matcher, looks);
    PyBuffer_Release(&view);
    return told;
}

static PyObject *spell(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *text, *table, *hidden;
    if (!PyArg_ParseTuple(args, "UOO!:spell", &text, &table, &PyList_Type, &hidden))
        return NULL;
    return spell_with(text, table, hidden, NULL, 1);
}

static PyObject *search(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *text, *table, *hidden, *capsule;
    int looks;
    if (!PyArg_ParseTuple(args, "UOO!Op:search", &text, &table, &PyList_Type, &hidden, &capsule, &looks))
        return NULL;
    const Matcher *matcher = PyCapsule_GetPointer(capsule, MATCHER);
    return matcher ? spell_with(text, table, hidden, matcher, looks) : NULL;
}

static PyObject *match(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *haystack, *capsule, *told = NULL;
    Hits found = {NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "UO:match", &haystack, &capsule))
        return NULL;
    const Matcher *matcher = PyCapsule_GetPointer(capsule, MATCHER);
    Py_ssize_t length = PyUnicode_GetLength(haystack);
    Code *codes = matcher ? allocate(length, sizeof(Code)) : NULL;
    if (codes && (length == 0 || PyUnicode_AsUCS4(haystack, codes, length, 0)) && match_all(matcher, codes, length, &found) == 0)
        told = as_bytes(&found);
    PyMem_Free(codes);
    PyMem_Free(found.hits);
    return told;
}

/* -- mentions -------------------------------------------------------------------------------------------------------------- */

/* One mention, made by `make`: tuple.__new__ itself. NULL with an exception. */
static PyObject *mention(newfunc make, PyObject *type, PyObject *text, Hit hit, PyObject *owner) {
    PyObject *part = PyUnicode_Substring(text, hit.start, hit.end);
    PyObject *fields = part ? Py_BuildValue("(LLNO)", hit.start, hit.end, part, owner) : NULL;
    PyObject *packed = fields ? PyTuple_Pack(1, fields) : NULL;
    PyObject *made = packed ? make((PyTypeObject *)type, packed, NULL) : NULL;
    Py_XDECREF(packed);
    Py_XDECREF(fields);
    return made;
}

/* Appends an object that is given away. -1 with an exception, or where there is none. */
static int append(PyObject *list, PyObject *object) {
    int failed = object == NULL || PyList_Append(list, object) < 0;
    Py_XDECREF(object);
    return failed ? -1 : 0;
}

typedef struct {
    PyObject *type, *text, *owners;
    Py_buffer met;
} Given;

/* Adds the mention of a hit to `made`, and its place to `places` if there is more to ask of it. -1 with an exception. */
static int add_mention(PyObject *made, PyObject *places, const Given *given, newfunc make, Hit hit) {
    int met = hit.pattern >= 0 && hit.pattern < given->met.len ? ((const uint8_t *)given->met.buf)[hit.pattern] : 0;
    if (met == 0) {
        PyObject *pattern = PyLong_FromLongLong(hit.pattern);
        if (pattern)
            PyErr_SetObject(PyExc_KeyError, pattern);
        Py_XDECREF(pattern);
        return -1;
    }
    PyObject *owner = PyList_GetItem(given->owners, (Py_ssize_t)hit.pattern); /* with IndexError */
    if (owner == NULL || (met > 1 && append(places, PyLong_FromSsize_t(PyList_Size(made))) < 0))
        return -1;
    return append(made, mention(make, given->type, given->text, hit, owner));
}

static PyObject *mentions_of(const Given *given, const char *packed, Py_ssize_t size) {
    newfunc make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
    PyObject *made = PyList_New(0), *places = PyList_New(0), *told = NULL;
    int failed = make == NULL || made == NULL || places == NULL;
    Hit hit;
    for (Py_ssize_t at = 0; !failed && at < size; at += (Py_ssize_t)sizeof(Hit)) {
        memcpy(&hit, packed + at, sizeof(Hit));
        failed = add_mention(made, places, given, make, hit) < 0;
    }
    if (!failed)
        told = PyTuple_Pack(2, made, places);
    Py_XDECREF(made);
    Py_XDECREF(places);
    return told;
}

static PyObject *mentions(PyObject *Py_UNUSED(module), PyObject *args) {
    Given given;
    const char *packed;
    PyObject *told = NULL;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "O!Uy#O!y*:mentions", &PyType_Type, &given.type, &given.text, &packed, &size, &PyList_Type, &given.owners,
                          &given.met))
        return NULL;
    if (!PyType_IsSubtype((PyTypeObject *)given.type, &PyTuple_Type) || size % (Py_ssize_t)sizeof(Hit))
        PyErr_SetString(PyExc_TypeError, "mentions are tuples, and hits are packed in three numbers of 64 bits each");
    else
        told = mentions_of(&given, packed, size);
    PyBuffer_Release(&given.met);
    return told;
}

static PyMethodDef functions[] = {
    {"spell", spell, METH_VARARGS, "spell(text, table, hidden, /) -> (haystack, starts, sign) or None"},
    {"matcher", matcher_of, METH_VARARGS, "matcher(codes, ends, /) -> capsule"},
    {"match", match, METH_VARARGS, "match(haystack, matcher, /) -> hits"},
    {"search", search, METH_VARARGS, "search(text, table, hidden, matcher, looks, /) -> (hits, sign) or None"},
    {"mentions", mentions, METH_VARARGS, "mentions(type, text, hits, owners, met, /) -> (list, places)"},
    {NULL, NULL, 0, NULL},
};

static int add_contract(PyObject *module) {
    return PyModule_AddIntConstant(module, "CONTRACT", 3); /* what compiled.py looks for: count on when a function changes */
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, add_contract}, {0, NULL}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_haystack", "See _haystack.c.", 0, functions, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__haystack(void) {
    return PyModuleDef_Init(&definition);
}
