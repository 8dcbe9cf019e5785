/* What is known of names, by the identity of their owners. Part of _weighing.c.

   A table of its own and no dict: of a name that was not met for a while everything lies far away, and here that is one place
   instead of four. Owners are not held: whoever puts facts here holds them as long as the capsule. */

typedef struct { const PyObject *owners; Known known; } Fact;
typedef struct { Fact *facts; size_t mask, count; } Facts;

#define FACTS "glossary.text._weighing.facts"

static Fact *place_of(const Facts *facts, const PyObject *owners) {
    size_t at = (size_t)mixed((uint64_t)(uintptr_t)owners >> 4) & facts->mask;
    while (facts->facts[at].owners && facts->facts[at].owners != owners)
        at = (at + 1) & facts->mask;
    return facts->facts + at;
}

/* Makes room for one more. -1 with MemoryError. */
static int grow(Facts *facts) {
    Facts larger = {NULL, 2 * facts->mask + 1, facts->count};
    if (2 * facts->count < facts->mask)
        return 0;
    if ((larger.facts = PyMem_Calloc(larger.mask + 1, sizeof(Fact))) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t at = 0; at <= facts->mask; at++)
        if (facts->facts[at].owners)
            *place_of(&larger, facts->facts[at].owners) = facts->facts[at];
    PyMem_Free(facts->facts);
    *facts = larger;
    return 0;
}

static void forget_facts(PyObject *capsule) {
    Facts *facts = PyCapsule_GetPointer(capsule, FACTS);
    PyMem_Free(facts->facts);
    PyMem_Free(facts);
}

static PyObject *facts_of(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args)) {
    Facts *facts = PyMem_Calloc(1, sizeof(Facts));
    PyObject *capsule = NULL;
    if (facts == NULL || (facts->facts = PyMem_Calloc(64, sizeof(Fact))) == NULL)
        PyErr_NoMemory();
    else {
        facts->mask = 63;
        capsule = PyCapsule_New(facts, FACTS, forget_facts);
    }
    if (capsule == NULL && facts != NULL) {
        PyMem_Free(facts->facts);
        PyMem_Free(facts);
    }
    return capsule;
}

static PyObject *know(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *capsule, *owners;
    const char *packed;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "OOy#:know", &capsule, &owners, &packed, &size))
        return NULL;
    Facts *facts = PyCapsule_GetPointer(capsule, FACTS);
    if (facts == NULL)
        return NULL;
    if (size != sizeof(Known)) {
        PyErr_SetString(PyExc_ValueError, "facts are bytes, as weighing.py packs them");
        return NULL;
    }
    if (grow(facts) < 0)
        return NULL;
    Fact *fact = place_of(facts, owners);
    facts->count += fact->owners == NULL;
    fact->owners = owners;
    memcpy(&fact->known, packed, sizeof(Known));
    return Py_NewRef(Py_None);
}
