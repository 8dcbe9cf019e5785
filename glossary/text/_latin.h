/* Names in Latin letters, whether one needs a closer look: latin.py. Part of _weighing.c. */

/* Does a word of companies' names follow soon: behind a place there must be one, a legal form? */
static int has_word_behind(const Window *window, Py_ssize_t at) {
    for (int n = 0; n < 6; n++) {
        uint64_t hash = FNV;
        while (at < window->behind && (window->raw[at] == ' ' || window->raw[at] == '\t' || window->raw[at] == ',' || window->raw[at] == '.' ||
                                       window->raw[at] == '(' || window->raw[at] == ')' || window->raw[at] == '&'))
            at++;
        if (at == window->behind || (window->raw[at] | 0x20) - 'a' >= 26u)
            return at < window->behind && (window->raw[at] >= 0x80 || is_alphanumeric(window->raw[at]));
        for (; at < window->behind && (window->raw[at] | 0x20) - 'a' < 26u; at++)
            hash = (hash ^ (window->raw[at] | 0x20)) * PRIME;
        if (value_of(&window->tables->parts, hash) & LATIN)
            return 1;
    }
    return 1;
}

/* May a word at a place belong to a name before it: `&`, one that a word of companies' names begins with, or one that a place does, which
   brackets may be around and weighing.py hands over behind a # (latin._walk)? */
static int may_go_on(const Window *window, Py_ssize_t at) {
    uint64_t hash = FNV, place = (FNV ^ '#') * PRIME;
    Py_UCS4 one = at < window->behind ? window->raw[at] : ' ';
    int bracket = one == '(';
    if (bracket)
        one = ++at < window->behind ? window->raw[at] : ' ';
    if (one == '&')
        return 1;
    if (one < 'A' || one > 'Z')
        return 0;
    for (; at < window->behind && ((window->raw[at] | 0x20) >= 'a' && (window->raw[at] | 0x20) <= 'z'); at++) {
        hash = (hash ^ (window->raw[at] | 0x20)) * PRIME;
        place = (place ^ (window->raw[at] | 0x20)) * PRIME;
    }
    while (at < window->behind && window->raw[at] == '.')
        at++;
    one = at < window->behind ? window->raw[at] : ' ';
    if (one >= 0x80 || is_alphanumeric(one) || one == '_' || one == '&' || one == '/' || one == '\'' || one == '-')
        return 1;
    if (!bracket && value_of(&window->tables->parts, hash) & LATIN)
        return 1;
    return (bracket || value_of(&window->tables->parts, place) & LATIN) && has_word_behind(window, at);
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

/* May a given name stand before a name: one that weighing.py hands over behind an @, an initial, or a word with letters beyond ASCII
   (persons.given_name_before)? */
static int may_be_persons(const Window *window) {
    Py_ssize_t at = window->start - 2, end = at;
    uint64_t hash = (FNV ^ '@') * PRIME;
    if (at < window->first || window->raw[at + 1] != ' ')
        return 0;
    if (window->raw[at] == '.')
        return at > window->first && window->raw[at - 1] >= 'A' && window->raw[at - 1] <= 'Z';
    while (at > window->first && (window->raw[at] | 0x20) - 'a' < 26u)
        at--;
    if (window->raw[at] >= 0xC0 && window->raw[at] < 0x250)
        return 1;
    at += (window->raw[at] | 0x20) - 'a' >= 26u;
    if (at > end || window->raw[at] < 'A' || window->raw[at] > 'Z')
        return 0;
    for (; at <= end; at++)
        hash = (hash ^ (window->raw[at] | 0x20)) * PRIME;
    return value_of(&window->tables->parts, hash) & LATIN;
}

/* A name in Latin letters: kept where a capital is in it, no given name before it and nothing behind it that could go on. */
static int judge_latin(const Window *window) {
    int capital = 0;
    Py_ssize_t at = window->end;
    Py_UCS4 next = at < window->behind ? window->raw[at] : ' ';
    for (Py_ssize_t i = window->start; i < window->end; i++)
        capital |= window->raw[i] >= 'A' && window->raw[i] <= 'Z';
    if (!capital || may_be_persons(window))
        return LOOK;
    if (next != ',' && next != ' ' && next != '\t')
        return KEPT;
    for (at++; at < window->behind && (window->raw[at] == ' ' || window->raw[at] == '\t'); at++)
        ;
    return may_go_on(window, at) ? LOOK : KEPT;
}
