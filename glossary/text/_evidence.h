/* What stands around a name and speaks for it, or against it: context.py's evidence of a place. Part of _weighing.c. */

/* -- patterns ------------------------------------------------------------------------------------------------------------ */

/* The place of the lowest bit that is set. */
static int lowest(uint64_t bits) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(bits);
#else
    int place = 0;
    for (; !(bits & 1); bits >>= 1)
        place++;
    return place;
#endif
}

/* How many characters a pattern takes that begins at `text` and goes on by `step`, at most `most`; 0 if it does not match. */
static Py_ssize_t matched(const Tables *tables, const Pattern *pattern, const uint16_t *text, int step, Py_ssize_t most) {
    uint64_t active[16], next[16];
    Py_ssize_t width = pattern->width;
    memcpy(next, pattern->first, (size_t)width * sizeof(uint64_t));
    for (Py_ssize_t taken = 0; taken < most; taken++, text += step) {
        const uint64_t *here = pattern->by_class + width * tables->of[*text].class;
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
            for (uint64_t left = active[k]; left; left &= left - 1) {
                const uint64_t *after = pattern->after + width * (k * 64 + lowest(left));
                for (Py_ssize_t j = 0; j < width; j++)
                    next[j] |= after[j];
            }
    }
    return 0;
}

static int is_word(const Window *window, Py_ssize_t first, Py_ssize_t last) {
    return last > first && cost_of(window->tables, window->text + first, last - first) != 0;
}

/* cues.is_on */
static int is_on(const Window *window) {
    Py_ssize_t end = window->end;
    return end < window->behind && window->tables->of[window->text[end]].traits & LOCATIVE &&
           (end + 1 == window->behind || !is_word(window, end, end + 2));
}

static double of_patterns(const Window *window) {
    const Tables *tables = window->tables;
    const double *points = tables->points;
    double sum = 0;
    int agent = 0, other = 0;
    int right = window->end < window->behind ? tables->of[window->text[window->end]].begins : 0;
    int left = window->start > window->first ? tables->of[window->text[window->start - 1]].begins : 0;
    for (int i = 0; i < SUBJECT; i++) {
        int after = i <= AGENT_AFTER;
        if (!((after ? right : left) >> i & 1) || (agent && i == AGENT_BEFORE) || (other && i == OTHER_AFTER))
            continue;
        if (i == LISTED_BEFORE && window->known.traits & IS_PLACE) /* places are listed too */
            continue;
        const uint16_t *at = window->text + (after ? window->end : window->start - 1);
        Py_ssize_t most = after ? window->behind - window->end : window->start - window->first;
        if (!matched(tables, &tables->patterns[i], at, after ? 1 : -1, most))
            continue;
        other |= i == STREET_AFTER || i == OTHER_AFTER;
        if (i == AGENT_AFTER || i == AGENT_BEFORE) {
            agent = 1;
            sum += points[AGENT];
        } else
            sum += points[OF_PATTERNS + (i < AGENT_AFTER ? i : i - 1)];
    }
    return other || !is_on(window) ? sum : sum + points[ON_IT];
}

/* How many characters of the same paragraph stand before the name in its window, at most `most`, or behind it. */
static Py_ssize_t of_paragraph(const Window *window, int step, Py_ssize_t most) {
    const uint16_t *text = window->text + (step > 0 ? window->end : window->start - 1);
    for (Py_ssize_t at = 0; window->has_paragraphs && at + 1 < most; at++)
        if (text[step * at] == '\n' && text[step * (at + 1)] == '\n')
            return at;
    return most;
}

/* How much the paragraph around is about companies: the left of the window with WIDE characters of its right behind it. */
static double of_subject(const Window *window) {
    const Tables *tables = window->tables;
    uint16_t around[BEFORE + WIDE];
    Py_ssize_t left = window->start - window->first, right = window->behind - window->end, found = 0, size;
    left = of_paragraph(window, -1, left);
    right = of_paragraph(window, 1, right < WIDE ? right : WIDE);
    memcpy(around, window->text + window->start - left, (size_t)left * sizeof *around);
    memcpy(around + left, window->text + window->end, (size_t)right * sizeof *around);
    for (Py_ssize_t at = 0; at < left + right && found < 4; at += size ? size : 1) {
        size = 0;
        if (tables->of[around[at]].begins >> SUBJECT & 1) {
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
        Pair pair = at + 1 < run->size ? pair_of(window->tables, text[at], text[at + 1]) : (Pair){0};
        unsigned alone = window->tables->of[text[at]].alone & ~IS_NAME;
        run->costs[at][1] = alone ? alone : UNKNOWN;
        run->costs[at][2] = pair.cost ? pair.cost & ~IS_NAME : NONE;
        for (Py_ssize_t n = 3; n <= LONGEST; n++) {
            int some = at + n <= run->size && pair.thirds[n - 3] & third(text[at + 2]);
            unsigned cost = some ? value_of(&window->tables->words, packed(text + at, n)) : 0;
            run->costs[at][n] = cost ? cost & ~IS_NAME : NONE;
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

/* Does the name begin with what counts time, behind a number: 13|日电? */
static int is_date(const Window *window) {
    Py_UCS4 before = window->start > window->first ? window->raw[window->start - 1] : ' ';
    int is_digit = (before >= '0' && before <= '9') || (before >= 0xFF10 && before <= 0xFF19);
    return is_digit && window->tables->of[window->text[window->start]].traits & UNIT_OF_TIME;
}

/* What it costs to keep the name in one piece, and to cut through an edge of it. */
static void weigh_run(const Run *run, unsigned *kept, unsigned *cut) {
    unsigned before[2 * AROUND + NAME_MOST + 1], after[2 * AROUND + NAME_MOST + 1];
    forward(run, run->start, run->end, before);
    unsigned inside = before[run->end] < NAME ? before[run->end] : NAME;
    forward(run, 0, run->size, before);
    backward(run, after);
    *kept = before[run->start] + inside + after[run->end];
    *cut = cutting(run, before, after);
}

static double of_run(const Window *window, Py_ssize_t left, Py_ssize_t right) {
    const double *points = window->tables->points;
    unsigned kept, cut;
    Run run;
    double sum = 0;
    read_run(&run, window, left, right);
    weigh_run(&run, &kept, &cut);
    unsigned longer = holding(&run);
    if (is_date(window))
        sum += points[CUT + 255];
    else if (cut < NONE && cut < kept)
        sum += points[CUT + (kept - cut > 255 ? 255 : kept - cut)];
    if (cut < NONE && cut < kept + 24)
        sum += points[NEAR + (cut > kept ? cut - kept : 0)];
    if (longer < NONE)
        sum += points[LONGER + longer];
    return sum;
}

/* How many Han characters stand beside the name, of the few that are read. */
static void beside(const Window *window, Py_ssize_t *left, Py_ssize_t *right) {
    const Tables *tables = window->tables;
    const uint16_t *text = window->text;
    *left = *right = 0;
    while (*left < AROUND && window->start - *left > window->first && tables->of[text[window->start - *left - 1]].traits & HAN)
        ++*left;
    while (*right < AROUND && window->end + *right < window->behind && tables->of[text[window->end + *right]].traits & HAN)
        ++*right;
}

/* Do words lie across the edges of a name? */
static int is_cut(const Window *window) {
    Py_ssize_t left, right;
    unsigned kept, cut;
    Run run;
    beside(window, &left, &right);
    read_run(&run, window, left, right);
    weigh_run(&run, &kept, &cut);
    return is_date(window) || (cut < NONE && cut < kept);
}

static double of_words(const Window *window) {
    const Tables *tables = window->tables;
    const uint16_t *text = window->text;
    Py_ssize_t left, right, start = window->start, end = window->end, size = window->known.length;
    beside(window, &left, &right);
    double sum = of_run(window, left, right);
    int before = start > window->first ? tables->of[text[start - 1]].traits : 0, after = end < window->behind ? tables->of[text[end]].traits : 0;
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
    int before = window->start > window->first ? tables->of[window->text[window->start - 1]].traits : CLAUSE;
    int after = window->end < window->behind ? tables->of[window->text[window->end]].traits : 0;
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
        int traits = window->raw[at] < BMP ? window->tables->of[window->raw[at]].traits : 0;
        simplified += (traits & SIMPLIFIED) != 0;
        traditional += (traits & TRADITIONAL) != 0;
    }
    return simplified > traditional ? window->tables->points[REGION_POINTS] : 0;
}
