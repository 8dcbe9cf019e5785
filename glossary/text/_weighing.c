/* Which mentions need a closer look: the evidence of evidence.py on every name of a text, as context.py reads it, in one pass.

   What is evidence, and what it weighs, is declared in Python: cues.py has the patterns (positions.py makes tables of them),
   segmentation.tsv the words, evidence.py the weights. weighing.py puts all that into numbers for `prepare`, and
   `Decider.decide_slowly` says the same in plain Python, which is the oracle of the tests and serves where no compiler was.

   prepare(fold, traits, words, costs, pairs, marks, parts, kinds, classes, masks, layout, points) -> capsule
   pairs(keys, values) -> capsule
   facts() -> capsule
   know(facts, owners, packed)
   leaning(text, first, end, prepared) -> how many more characters of a stretch only the simplified script has
   weigh(text, mentions, facts, prepared, pairs, joints) -> (outcomes, looks, breaks, is_any_open)

   `facts` has for the identity of a mention's owners what is known of the name, packed (struct Known), as `know` put it there. `outcomes` is a byte for
   each mention: 1 kept, 0 dropped, 2 to be looked at, 3 whose facts are not there yet. `looks`: for each of those to be looked
   at, its place; what all evidence sums to but that of what follows the name (context.tail), or None where nothing was read; flags:
   another name may lie in it (1), and that is all there is to look for (2), all that is left to say is how far the longer name around
   it reaches (4); what follows the name, how long that is (of one that is dropped: how many Han characters follow), and how much
   before it belongs to the longer name.
   Where a sum is so near to a bound that the order of additions could tell, the answer is to look.

   `breaks`: the places in the text of line ends, and of the first of two spaces or more, where broken.py has to look.

   Nothing of a text is kept between calls. Limited API: one binary for Python 3.11 and later. */

#include "_tables.h"

#include "_evidence.h"

#include "_longer.h"

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

enum { NEAR_BY = 120, NEIGHBOURS = 2, FEW = 512 };

/* The IDs of who owns a name. NULL with an exception. */
static PyObject *ids_of(Seen *mention) {
    if (mention->ids == NULL) {
        PyObject *ids = PyObject_GetAttrString(mention->owners, "ids");
        Py_XDECREF(ids); /* its owners hold it */
        if (ids && !PyTuple_Check(ids))
            PyErr_SetString(PyExc_TypeError, "IDs are a tuple");
        mention->ids = ids && PyTuple_Check(ids) ? ids : NULL;
    }
    return mention->ids;
}

/* Do two mentions denote the same? */
static int same_owners(const Seen *one, const Seen *other) {
    return one->owners == other->owners || one->known.group == other->known.group;
}

/* Does a mention of another that hardly needs evidence stand near by: Document._beside? */
static int is_beside(const Window *window) {
    for (Py_ssize_t at = window->place - NEIGHBOURS; at <= window->place + NEIGHBOURS; at++) {
        Seen *other = at >= 0 && at < window->count && at != window->place ? window->all + at : NULL;
        if (other == NULL || !(other->known.traits & NEEDS_NONE))
            continue;
        Py_ssize_t away = other->start - window->start;
        if (away < NEAR_BY && away > -NEAR_BY && !same_owners(window->all + window->place, other))
            return 1;
    }
    return 0;
}

/* Is the same denoted by a longer span elsewhere? Where mentions are many it may be, and the decider has a table of them. */
static int is_longer_elsewhere(const Window *window) {
    if (window->count > FEW)
        return 1;
    for (Py_ssize_t at = 0; at < window->count; at++) {
        const Seen *other = window->all + at;
        if (other->end - other->start > window->end - window->start && same_owners(window->all + window->place, other))
            return 1;
    }
    return 0;
}

/* Do names stand beside it in a list: Window.is_listed? */
static int is_between(const Window *window) {
    const Character *of = window->tables->of;
    return (window->start > window->first && of[window->text[window->start - 1]].traits & BETWEEN) ||
           (window->end < window->behind && of[window->text[window->end]].traits & BETWEEN);
}

/* May what is decided before it end one character before it, "in a list with a sure mention"? */
static int may_be_listed(const Window *window) {
    for (Py_ssize_t at = window->place - 1; at >= 0; at--) {
        Py_ssize_t end = window->all[at].end;
        if (window->start - end > AFTER + 1) /* further than a longer name reaches */
            return 0;
        if (window->outcomes[at] != DROPPED && (window->outcomes[at] != KEPT || end + 1 == window->start))
            return 1;
    }
    return 0;
}

enum { MANY_COMPANIES = 4, MET = 16 };

/* Counts the companies that the text names by names that hardly need evidence: Document._companies. -1 with an exception. */
static int count_companies(Window *window) {
    PyObject *met[MET];
    int found = 0;
    for (Seen *other = window->all; other < window->all + window->count && found < MET; other++) {
        if (!(other->known.traits & NEEDS_NONE))
            continue;
        PyObject *ids = ids_of(other), *first = ids ? PyTuple_GetItem(ids, 0) : NULL;
        int same = first ? 0 : -1;
        for (int i = 0; i < found && same == 0; i++)
            same = met[i] == first ? 1 : PyObject_RichCompareBool(met[i], first, Py_EQ);
        if (same < 0)
            return -1;
        if (!same)
            met[found++] = first;
    }
    window->companies = found;
    return 0;
}

/* Does the text name many other companies? KEPT, DROPPED where it does not, LOOK where the decider has to count; -1 with an exception. */
static int among_many(Window *window) {
    PyObject *ids = ids_of(window->all + window->place);
    if (ids == NULL || (window->companies < 0 && count_companies(window) < 0))
        return -1;
    if (window->companies < MANY_COMPANIES)
        return DROPPED;
    return window->companies >= MANY_COMPANIES + PyTuple_Size(ids) ? KEPT : LOOK;
}

/* -- one mention --------------------------------------------------------------------------------------------------------- */

static int is_alphanumeric(Py_UCS4 one) {
    return (one >= '0' && one <= '9') || (one >= 'A' && one <= 'Z') || (one >= 'a' && one <= 'z');
}

#include "_latin.h"

static int near(double sum, double bound) {
    return fabs(sum - bound) < 1e-9;
}

/* Is a sum so near to a bound, with or without the evidence of the document, that the order of additions could tell? */
static int is_near(const double *points, double sum) {
    double more[] = {0, points[FULL], points[BESIDE], points[MANY]};
    for (int i = 0; i < 4; i++)
        if (near(sum + more[i], points[THRESHOLD]) || near(sum + more[i] + points[LISTED], points[THRESHOLD]))
            return 1;
    return 0;
}

/* How many Han characters follow a name: Window.run_after. */
static Py_ssize_t run_after(const Window *window) {
    Py_ssize_t at = window->end;
    while (at < window->behind && window->tables->of[window->text[at]].traits & HAN)
        at++;
    return at - window->end;
}

/* A name that is dropped whatever the document says: to be looked at only for another that may lie in it. */
static int dropped(Window *window) {
    window->is_dropped = 1;
    window->tail = 0;
    window->behind_name = run_after(window);
    return window->holds ? LOOK : DROPPED;
}

/* What becomes of a name whose evidence is too weak by itself; `sum` is all of it. -1 with an exception. */
static int judge_weak(Window *window, double sum) {
    const double *points = window->tables->points;
    int traits = window->known.traits, tail = window->tail;
    if ((!tail || tail == INDUSTRY || tail == UNREAD) && sum + points[LISTED] > points[THRESHOLD] && is_between(window) && may_be_listed(window))
        return LOOK;
    if (traits & HAS_LONGER && sum + points[FULL] > points[THRESHOLD] && is_longer_elsewhere(window))
        return LOOK;
    if (!(traits & FOREIGN) && sum + points[BESIDE] > points[THRESHOLD] && is_beside(window))
        return KEPT;
    if (!(traits & FOREIGN) && sum + points[MANY] > points[THRESHOLD]) {
        int many = among_many(window);
        if (many)
            return many;
    }
    return sum + points[DOCUMENT_MOST] > points[THRESHOLD] ? LOOK : dropped(window);
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
    if (traits & TERM && !is_cut(window))
        return KEPT;
    if (traits & TERM) {
        window->holds = may_hold_another(window, openers);
        return dropped(window);
    }
    double all = window->known.points + of_words(window) + of_patterns(window) + of_signs(window) + of_subject(window);
    *sum = all += traits & FOREIGN ? of_region(window) : 0;
    int tail = window->tail = tail_of(window);
    window->before_name = tail == FORM || tail == COMPANY ? head_of(window) : 0;
    all += tail == INDUSTRY ? points[INDUSTRY_AFTER] : tail == FORM ? points[FORM_AFTER] : 0;
    if (is_near(points, all)) {
        *sum = NAN;
        return LOOK;
    }
    window->is_longer = all > points[THRESHOLD] && (tail == FORM || tail == GROUP || tail == COMPANY);
    if (all > points[THRESHOLD] && tail != ORGANISATION)
        return tail && tail != INDUSTRY ? LOOK : KEPT;
    window->holds = may_hold_another(window, openers);
    return all > points[THRESHOLD] ? dropped(window) : judge_weak(window, all);
}

static int judge(Window *window, const Set *openers, double *sum) {
    window->holds = 1;
    window->is_dropped = window->is_longer = window->tail = 0;
    window->behind_name = window->before_name = 0;
    if (!(window->known.traits & (IS_HAN | SURE)) && is_small(window))
        return window->known.traits & SMALL ? DROPPED : LOOK;
    if (window->known.traits & LOOKED_AT)
        return LOOK;
    if (window->known.traits & SURE)
        return KEPT;
    return window->known.traits & IS_HAN ? judge_han(window, openers, sum) : judge_latin(window);
}

#include "_breaks.h"

#include "_facts.h"

/* -- all of a text ------------------------------------------------------------------------------------------------------- */

/* Reads a mention. -1 with an exception. */
static int see(Seen *seen, const Text *read, PyObject *mention, const Facts *facts) {
    if (!PyTuple_Check(mention) || PyTuple_Size(mention) != 4) {
        PyErr_SetString(PyExc_TypeError, "a mention is a tuple (start, end, text, owners)");
        return -1;
    }
    seen->start = PyLong_AsSsize_t(PyTuple_GetItem(mention, 0));
    seen->end = PyLong_AsSsize_t(PyTuple_GetItem(mention, 1));
    if ((seen->start == -1 || seen->end == -1) && PyErr_Occurred())
        return -1;
    if (seen->start < 0 || seen->end <= seen->start || seen->end > read->length) {
        PyErr_SetString(PyExc_ValueError, "a mention lies outside of the text");
        return -1;
    }
    seen->owners = PyTuple_GetItem(mention, 3);
    const Fact *fact = place_of(facts, seen->owners);
    seen->met = fact->owners != NULL;
    seen->known = fact->known;
    return 0;
}

/* All mentions read, to be freed. NULL with an exception. */
static Seen *see_all(const Text *read, PyObject *mentions, const Facts *facts) {
    Py_ssize_t count = PyList_Size(mentions);
    Seen *all = PyMem_Calloc((size_t)count + 1, sizeof(Seen));
    if (all == NULL)
        PyErr_NoMemory();
    for (Py_ssize_t at = 0; all != NULL && at < count; at++)
        if (see(all + at, read, PyList_GetItem(mentions, at), facts) < 0) {
            PyMem_Free(all);
            all = NULL;
        }
    return all;
}

/* Puts a window around a mention. */
static void look_at(Window *window, const Text *read, const Seen *seen) {
    window->known = seen->known;
    window->start = seen->start;
    window->end = seen->end;
    window->first = seen->start > BEFORE ? seen->start - BEFORE : 0;
    window->behind = read->length - seen->end > AFTER ? seen->end + AFTER : read->length;
}

static int note(PyObject *looks, const Window *window, double sum) {
    int flags = (window->holds ? HOLDS : 0) | (window->is_dropped ? IS_DROPPED : 0) | (window->is_longer ? IS_LONGER : 0);
    PyObject *weighed = isnan(sum) ? Py_NewRef(Py_None) : PyFloat_FromDouble(sum);
    PyObject *one = NULL;
    if (weighed)
        one = Py_BuildValue("nNiinn", window->place, weighed, flags, window->tail, window->behind_name, window->before_name);
    int failed = one == NULL || PyList_Append(looks, one) < 0;
    Py_XDECREF(one);
    return failed ? -1 : 0;
}

/* Asks for the pairs around a mention, while the one before it is judged: waiting for memory is most of the work. */
static void ask_around(const Text *read, const Seen *seen) {
    Py_ssize_t start = seen->start > AROUND ? seen->start - AROUND : 0;
    Py_ssize_t end = seen->end + AROUND < read->length ? seen->end + AROUND : read->length;
    if (seen->known.traits & IS_HAN && end - start <= NAME_MOST + 2 * AROUND)
        for (Py_ssize_t at = start; at + 1 < end; at++)
            ask_for(read->tables, read->text[at], read->text[at + 1]);
}

/* Fills `outcomes` and `looks`: has one that is kept several owners, or is it doubtful? -1 with an exception. */
static int judge_all(const Text *read, const Set *openers, Seen *all, Py_ssize_t count, char *outcomes, PyObject *looks) {
    Window window = {.tables = read->tables, .raw = read->raw, .text = read->text, .all = all, .count = count,
                     .outcomes = outcomes, .companies = -1, .has_paragraphs = read->has_paragraphs};
    int is_any_open = 0;
    for (window.place = 0; window.place < count; window.place++) {
        double sum = NAN;
        if (window.place + 1 < count)
            ask_around(read, all + window.place + 1);
        look_at(&window, read, all + window.place);
        int outcome = all[window.place].met ? judge(&window, openers, &sum) : UNMET;
        if (outcome < 0 || (outcome == LOOK && note(looks, &window, sum) < 0))
            return -1;
        outcomes[window.place] = (char)outcome;
        is_any_open |= outcome == KEPT && window.known.traits & IS_OPEN;
    }
    return is_any_open;
}

static PyObject *weigh_text(Text *read, const Set *openers, const Set *joints, PyObject *mentions, const Facts *facts) {
    Py_ssize_t count = PyList_Size(mentions);
    char *outcomes = PyMem_Malloc((size_t)count + 1);
    Seen *all = see_all(read, mentions, facts);
    PyObject *looks = PyList_New(0), *places = PyList_New(0), *told = NULL;
    if (outcomes == NULL)
        PyErr_NoMemory();
    else if (all && looks && places && note_breaks(read, joints, places) == 0) {
        int is_any_open = judge_all(read, openers, all, count, outcomes, looks);
        told = is_any_open < 0 ? NULL : Py_BuildValue("y#OOO", outcomes, count, looks, places, is_any_open ? Py_True : Py_False);
    }
    Py_XDECREF(looks);
    Py_XDECREF(places);
    PyMem_Free(outcomes);
    PyMem_Free(all);
    return told;
}

static PyObject *weigh(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *text, *mentions, *known, *capsule, *by_pairs, *by_joints, *told = NULL;
    if (!PyArg_ParseTuple(args, "UO!OOOO:weigh", &text, &PyList_Type, &mentions, &known, &capsule, &by_pairs, &by_joints))
        return NULL;
    Text read = {PyCapsule_GetPointer(capsule, "glossary.text._weighing"), NULL, NULL, 0, 0};
    const Set *openers = read.tables ? PyCapsule_GetPointer(by_pairs, "glossary.text._weighing.pairs") : NULL;
    const Set *joints = openers ? PyCapsule_GetPointer(by_joints, "glossary.text._weighing.pairs") : NULL;
    const Facts *facts = joints ? PyCapsule_GetPointer(known, FACTS) : NULL;
    if (facts == NULL)
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
    forget_set(set);
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
    else if (keys.len != 8 * values.len || (uintptr_t)keys.buf % 8)
        PyErr_SetString(PyExc_ValueError, "as many keys as values, where numbers of 64 bits may lie");
    else if (fill(set, keys.buf, values.buf, values.len, 1) == 0)
        capsule = PyCapsule_New(set, "glossary.text._weighing.pairs", forget_pairs);
    if (capsule == NULL && set != NULL) {
        forget_set(set);
        PyMem_Free(set);
    }
    PyBuffer_Release(&keys);
    PyBuffer_Release(&values);
    return capsule;
}

static PyObject *leaning(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *text, *capsule;
    Py_ssize_t first, end, leans = 0;
    if (!PyArg_ParseTuple(args, "UnnO:leaning", &text, &first, &end, &capsule))
        return NULL;
    const Tables *tables = PyCapsule_GetPointer(capsule, "glossary.text._weighing");
    if (tables == NULL)
        return NULL;
    Py_ssize_t length = PyUnicode_GetLength(text);
    for (Py_ssize_t at = first < 0 ? 0 : first; at < end && at < length; at++) {
        Py_UCS4 one = PyUnicode_ReadChar(text, at);
        int traits = one < BMP ? tables->of[one].traits : 0;
        leans += ((traits & SIMPLIFIED) != 0) - ((traits & TRADITIONAL) != 0);
    }
    return PyLong_FromSsize_t(leans);
}

static PyMethodDef functions[] = {
    {"prepare", prepare, METH_VARARGS, "prepare(fold, rare, traits, words, costs, pairs, marks, parts, kinds, classes, masks, layout, points, /) -> capsule"},
    {"pairs", pairs_of, METH_VARARGS, "pairs(keys, values, /) -> capsule"},
    {"facts", facts_of, METH_NOARGS, "facts() -> capsule"},
    {"know", know, METH_VARARGS, "know(facts, owners, packed, /)"},
    {"leaning", leaning, METH_VARARGS, "leaning(text, first, end, prepared, /) -> int"},
    {"weigh", weigh, METH_VARARGS, "weigh(text, mentions, facts, prepared, pairs, joints, /) -> (outcomes, looks, breaks, is_any_open)"},
    {NULL, NULL, 0, NULL},
};

static int add_contract(PyObject *module) {
    return PyModule_AddIntConstant(module, "CONTRACT", 7); /* what compiled.py looks for: count on when a function changes */
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, add_contract}, {0, NULL}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_weighing", "See _weighing.c.", 0, functions, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__weighing(void) {
    return PyModuleDef_Init(&definition);
}
