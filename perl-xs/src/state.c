/* The interpreters' states: a place for each, found again by the interpreter's address.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#include "shim.h"
#include "state.h"
#include <pthread.h>

/* All of them. Only an interpreter's own thread takes a place for it or gives it back; no place is ever freed. */
static struct px_state *px_states;

/* Of no interpreter. */
static struct px_state px_nobody;

PX_THREAD_LOCAL struct px_state *px_here = &px_nobody;

struct px_state *px_state_search(pTHX)
{
    struct px_state *state = __atomic_load_n(&px_states, __ATOMIC_ACQUIRE);
    while (state && !px_is_mine(aTHX_ state))
        state = state->next;
    return state;
}

/* An interpreter ends. A cloned one inherits this call from its parent, and may have made another. */
static void px_state_end(pTHX_ void *unused)
{
    struct px_state *state = px_state_search(aTHX);

    PERL_UNUSED_ARG(unused);
    if (!state)
        return;
    px_state_free(aTHX_ state->rust);
    SvREFCNT_dec(state->error);
    px_guard_end(aTHX);
    __atomic_store_n(&state->owner, NULL, __ATOMIC_RELEASE);
}

/* Takes a place for this interpreter. NULL where nothing would give it back: the interpreter is ending. */
static struct px_state *px_state_make(pTHX)
{
    struct px_state *state;

    if (PL_phase == PERL_PHASE_DESTRUCT && PL_exitlistlen <= 0)
        return NULL;
    for (state = __atomic_load_n(&px_states, __ATOMIC_ACQUIRE); state; state = state->next) {
        void *nobody = NULL;
        if (__atomic_compare_exchange_n(&state->owner, &nobody, PX_ME, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            break;
    }
    if (!state) {
        state = (struct px_state *)calloc(1, sizeof(struct px_state));
        if (!state)
            return NULL;
        state->owner = PX_ME;
        state->next = __atomic_load_n(&px_states, __ATOMIC_ACQUIRE);
        while (!__atomic_compare_exchange_n(&px_states, &state->next, state, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            ;
    }
    state->rust = px_state_new();
    state->error = NULL;
    state->depth = 0;
    state->stack_end = NULL;
    call_atexit(px_state_end, NULL);
    return state;
}

/* What a callback needs of the C stack: perl's own and libvirt's frames, a regular expression, a parser of XML. */
#define PX_STACK_RESERVE (256 * 1024)

void px_stack_measure(struct px_state *state)
{
    void *end = NULL;
    size_t size = 0;
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
    pthread_attr_t attr;

    if (pthread_getattr_np(pthread_self(), &attr) == 0) {
        if (pthread_attr_getstack(&attr, &end, &size) != 0)
            end = NULL;
        pthread_attr_destroy(&attr);
    }
#endif
    state->stack_end = end ? (char *)end : (char *)state;
    state->stack_reserve = !end ? 0 : size / 4 < PX_STACK_RESERVE ? size / 4 : PX_STACK_RESERVE;
}

struct px_state *px_state_again(pTHX)
{
    struct px_state *state = px_state_search(aTHX);

    if (!state)
        state = px_state_make(aTHX);
    px_here = state ? state : &px_nobody;
    return state;
}

/* The State of this interpreter, or NULL. */
void *px_state_rust(pTHX)
{
    struct px_state *state = px_state(aTHX);
    return state ? state->rust : NULL;
}

/* The same, but none is made. */
void *px_state_peek(pTHX)
{
    struct px_state *state = px_state_search(aTHX);
    return state ? state->rust : NULL;
}

/* The interpreter that this thread runs, or NULL; without threads there is one, and NULL stands for it. */
void *px_current(void)
{
#ifdef USE_ITHREADS
    return PERL_GET_CONTEXT;
#else
    return NULL;
#endif
}
