/* What follows a name, and what stands before it, as parts of a longer one: longer.py. Part of _weighing.c. */

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
    uint64_t hashes[FORM_MOST + 1] = {FNV};
    if (at + 1 >= last || !(marks(window->tables, window->text[at], window->text[at + 1]) & TAIL))
        return 0;
    most = most < last - at ? most : last - at;
    for (Py_ssize_t n = 0; n < most; n++)
        hashes[n + 1] = (hashes[n] ^ window->text[at + n]) * PRIME;
    for (Py_ssize_t n = most; n > 1; n--) {
        int all = value_of(&window->tables->parts, hashes[n] ? hashes[n] : 1), found = all & kinds;
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

/* The length of 有限公司 at a place, with 股份 before it and 责任 in it or without; 0 if it is not there: the end of longer._LIMITED. */
static Py_ssize_t limited_at(const Window *window, Py_ssize_t at, Py_ssize_t last) {
    static const uint16_t parts[] = {0x80A1, 0x4EFD, 0x6709, 0x9650, 0x8D23, 0x4EFB, 0x516C, 0x53F8};
    Py_ssize_t first = at;
    for (int i = 0; i < 8; i += 2) {
        int is_here = at + 1 < last && window->text[at] == parts[i] && window->text[at + 1] == parts[i + 1];
        if (!is_here && i % 4)
            return 0;
        at += is_here ? 2 : 0;
    }
    return at - first;
}

enum { WORDS_LEAST = 2, WORDS_MOST = 14, WORD_IN_BRACKETS = 6 };

/* May one of the verbs that end a name lie in a stretch? (A few of these characters are in names too: the decider tells them apart.) */
static int may_hold_a_verb(const Window *window, Py_ssize_t at, Py_ssize_t end) {
    const Pattern *verbs = &window->tables->patterns[MAYBE_VERB];
    for (; at < end; at++)
        if (window->tables->of[window->text[at]].begins >> MAYBE_VERB & 1 && matched(window->tables, verbs, window->text + at, 1, end - at))
            return 1;
    return 0;
}

/* Do words go on up to a legal form, whatever they are, COMPANY, and in `length` how far? UNREAD where there may be a verb among them,
   0 where a particle is: longer._up_to_form. */
static int up_to_form(const Window *window, Py_ssize_t last, Py_ssize_t *length) {
    Py_ssize_t at = window->end, form = 0;
    for (int words = 0; words <= WORDS_MOST; words++) {
        form = words < WORDS_LEAST ? 0 : limited_at(window, at, last);
        if (form || at >= last)
            break;
        Py_ssize_t size = is_bracket(window->text[at]) ? bracketed(window, at, last) : window->tables->of[window->text[at]].traits & HAN ? 1 : 0;
        if (size == 0 || size > WORD_IN_BRACKETS + 2)
            return 0;
        for (Py_ssize_t end = at + size; at < end; at++)
            if (window->tables->of[window->text[at]].traits & NO_WORD)
                return 0;
    }
    if (form == 0)
        return 0;
    if (may_hold_a_verb(window, window->end, at))
        return UNREAD;
    *length = at + form - window->end;
    return COMPANY;
}

/* What follows a name and makes a longer one, FORM to COMPANY; 0 for nothing; UNREAD where the decider has to say: longer.tail. */
static int tail_of(Window *window) {
    Py_ssize_t last = window->end + AHEAD < window->behind ? window->end + AHEAD : window->behind;
    window->behind_name = 0;
    if (window->end == last || (window->text[window->end] < 0x3400 && !is_bracket(window->text[window->end])))
        return 0;
    window->behind_name = form_at(window, window->end, last);
    if (window->behind_name)
        return FORM;
    int found = walk(window, last, &window->behind_name);
    return found ? found : up_to_form(window, last, &window->behind_name);
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
