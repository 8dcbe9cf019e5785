/* A text read, and where line ends and spaces in it may lie in a name: broken.py. Part of _weighing.c. */

/* -- a text -------------------------------------------------------------------------------------------------------------- */

typedef struct {
    const Tables *tables;
    Py_UCS4 *raw;
    uint16_t *text;
    Py_ssize_t length;
    int has_paragraphs; /* is an empty line in it? */
} Text;

/* What a character beyond the first 65,536 folds to, if that is one of these; else FAR, or ODD where a pattern could tell it from
   others (letters, digits). */
static uint16_t folded_far(const Tables *tables, Py_UCS4 one) {
    Py_ssize_t low = 0, high = tables->rare_count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (tables->rare[middle].source < one)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < tables->rare_count && tables->rare[low].source == one)
        return (uint16_t)tables->rare[low].target;
    return one >= 0x20000 || (one >= 0x1F000 && one < 0x1FB00) ? FAR : ODD;
}

/* The characters of a text, and what they fold to one by one. -1 with an exception. */
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
    read->raw[read->length] = 0; /* which has_break may read */
    for (Py_ssize_t i = 0; i < read->length; i++) {
        Py_UCS4 one = read->raw[i];
        read->text[i] = one < BMP ? read->tables->fold[one] : folded_far(read->tables, one);
    }
    for (Py_ssize_t i = 0; i + 1 < read->length; i++)
        read->has_paragraphs |= (read->text[i] == '\n') & (read->text[i + 1] == '\n');
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
        return read->text[left - 1] >= ODD || read->text[right] >= ODD || value_of(joints, (uint64_t)read->text[left - 1] << 16 | read->text[right]);
    if (before >= 0x2E80 || after >= 0x2E80)
        return 0;
    uint64_t words = word_hash(read, left - 1, -1, &other) * 3 ^ word_hash(read, right, 1, &other);
    return other || value_of(joints, words ? words : 1);
}

/* Where the white space that goes on from a line end or a space at `at` ends. */
static Py_ssize_t end_of_space(const Text *read, Py_ssize_t at) {
    Py_ssize_t end = at + 1;
    while (end < read->length && (read->raw[end] == ' ' || (read->raw[at] == '\n' && read->raw[end] == '\t')))
        end++;
    return end;
}

/* May a name go on over the break at `at`, which ends before `right`? */
static int is_joint(const Text *read, const Set *joints, Py_ssize_t at, Py_ssize_t right) {
    const Py_UCS4 *raw = read->raw;
    if (raw[at] == '\n')
        while (at > 0 && (raw[at - 1] == ' ' || raw[at - 1] == '\t' || raw[at - 1] == '\r'))
            at--;
    return at > 0 && right < read->length && raw[at - 1] != '\n' && raw[right] != '\n' && may_join(read, joints, at, right);
}

enum { STRIDE = 8 };

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
    Py_ssize_t checked = 0;
    for (Py_ssize_t at = 0; at + 1 < read->length; at++) {
        for (; at >= checked && at + STRIDE < read->length; at = checked) {
            checked = at + STRIDE;
            if (has_break(read->raw + at))
                break;
        }
        if (read->raw[at] == '\n' || (read->raw[at] == ' ' && read->raw[at + 1] == ' ')) {
            Py_ssize_t right = end_of_space(read, at);
            if (is_joint(read, joints, at, right) && note_break(places, at) < 0)
                return -1;
            at = right - 1;
        }
    }
    return 0;
}
